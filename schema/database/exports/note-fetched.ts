import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import type { LeadExportRow } from './entities.ts';

/** Writes into the audit log who took a person's files with them: before the first of them leaves. */
export const noteFetched = (
  tx: Tx,
  { id, tenantId, leadId, bytes }: LeadExportRow,
  actor: Actor,
): Promise<void> =>
  recordChange(tx, {
    ...{ tenantId, actor, action: 'leadExportFetched', subject: { kind: 'LeadExport', id }, leadId },
    ...{ before: null, after: { bytes } },
  });
