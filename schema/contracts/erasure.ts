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

/** What vendors keep of a person that they delete when asked. */
export const copyKinds = ['recording', 'call', 'event'] as const;
export type CopyKind = (typeof copyKinds)[number];

/** One such copy, by the vendor's id; of an event also in whose calendar it is, and whether people still expect it. */
export interface VendorCopy {
  kind: CopyKind;
  id: string;
  mailbox?: string;
  ahead?: boolean;
}

/**
 * What became of the copies of one kind: deleted, or gone before; `kept`: the vendor deletes none of the kind when asked,
 * or did not within the time.
 */
export interface CopyCounts {
  deleted: number;
  gone: number;
  kept: number;
}

/** By vendor, and of each by what they are copies of. */
export type VendorReport = Record<string, Record<string, CopyCounts>>;

/** What an operator keeps beside the backups, so that a restored one forgets again whom it had forgotten. */
export interface ErasureRecord extends LeadRef {
  leadIds: string[];
  askedAt: string;
  bars: KeptBar[];
}

/** The input of the workflow `eraseLead`: ids only. */
export interface ErasureRef extends LeadRef {
  erasureId: string;
}

/** One person, one workflow: asked again while it runs, it is the same one. */
export const eraseLeadId = ({ tenantId, leadId }: LeadRef): string => `erase/${tenantId}/${leadId}`;

/** What `eraseLead` asks of the world. Each may be run again after a crash, and goes on where it was. */
export interface ErasureActivities {
  /** Tells the person's journeys that they are over, and answers how many have not drained yet. */
  endJourneys(erasure: ErasureRef): Promise<{ running: number }>;
  /**
   * Calls off what is planned, looks for what is in doubt, and notes which copies vendors hold. `until`: a request may be
   * on its way till then, and nothing may be emptied before.
   */
  settleActions(erasure: ErasureRef): Promise<{ until: string | null }>;
  /** Empties all rows of the person, by the classes of their columns. Answers how many had something left. */
  emptyRows(erasure: ErasureRef): Promise<{ rows: number }>;
  /** Deletes every run of the person's workflows, and answers how many are left to delete. */
  deleteHistories(erasure: ErasureRef): Promise<{ left: number }>;
  /** Has the vendors delete their copies, and answers how many are left because one of them cannot just now. */
  deleteCopies(erasure: ErasureRef): Promise<{ left: number }>;
  /** Writes down that it is done, and what vendors keep. */
  finishErasure(erasure: ErasureRef): Promise<void>;
}
