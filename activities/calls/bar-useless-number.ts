import type { CallAttemptRow } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { suppress } from '../../schema/database/leads/opt-out.ts';

/**
 * A number at which the lead will never be reached is called no more, by whatever lead of this tenant. Whoever calls us by
 * mistake says nothing about a number of ours.
 */
export const barUselessNumber = async (
  tx: Tx,
  { id, tenantId, leadId, direction, toNumber }: CallAttemptRow,
  found: { outcome: string; linkSecret: string },
): Promise<void> => {
  const { outcome, linkSecret } = found;
  if (direction !== 'outbound' || (outcome !== 'wrongNumber' && outcome !== 'fax')) return;
  const causedBy = { kind: 'call', id } as const;
  const whom = { tenantId, leadId, kind: 'phone', value: toNumber, linkSecret } as const;
  await suppress(tx, { ...whom, reason: outcome, causedBy });
};
