import type { LeadRef } from './ids.ts';
import type { SuppressionReason, SuppressionScope } from './suppression.ts';

/** Why a person is erased: somebody asked for it, the tenant's time is over, or a backup had brought them back. */
export const erasureReasons = ['asked', 'retention', 'restored'] as const;
export type ErasureReason = (typeof erasureReasons)[number];

/** `asked`: nothing goes out and nothing starts any more; `done`: rows, vendors' copies and histories are gone. */
export const erasureStates = ['asked', 'done'] as const;
export type ErasureState = (typeof erasureStates)[number];

/** A number or an address that stays barred after its owner was erased: the keyed hash leads to nobody. */
export interface KeptBar {
  kind: 'phone' | 'email';
  valueHash: string;
  scope: SuppressionScope;
  reason: SuppressionReason;
}

/** What became of the copies that one vendor held, by what they were copies of. */
export type VendorCopies = Record<string, { deleted: number; gone: number; kept: number }>;

/** What an operator keeps beside the backups, so that a restored one forgets again whom it had forgotten. */
export interface ErasureRecord extends LeadRef {
  leadIds: string[];
  askedAt: string;
  bars: KeptBar[];
}
