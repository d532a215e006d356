import type { Tx } from '../database.ts';
import { LeadExport, LeadExportPiece } from './entities.ts';

/** Nobody may have what was written of these leads any more, and what is being written ends. A second time finds nothing. */
export const withdrawExports = async (tx: Tx, leadIds: readonly string[]): Promise<void> => {
  const leadId = { $in: [...leadIds] };
  // the exports first: a piece that is being written ends before, and its writer finds afterwards that it is over
  await tx.nativeUpdate(LeadExport, { leadId, state: { $ne: 'removed' } }, { state: 'removed' });
  await tx.nativeDelete(LeadExportPiece, { leadId });
};

/** Deletes the files of one export, because its time is over. A second time finds nothing. */
export const removeExport = async (tx: Tx, id: string): Promise<void> => {
  await tx.nativeUpdate(LeadExport, { id }, { state: 'removed' });
  await tx.nativeDelete(LeadExportPiece, { exportId: id });
};
