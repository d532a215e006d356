import type { ImportActivities, ImportProgress } from '../../schema/contracts/imports.ts';
import { findImport } from '../../schema/database/imports/store-import.ts';
import type { Ports } from '../ports.ts';
import { checkPage } from './check-page.ts';
import { makePage } from './make-page.ts';

/** Imports of leads: each piece is one transaction, and the rows themselves say where it goes on. */
export const createImportActivities = (ports: Ports): ImportActivities => ({
  tendImport: async ({ tenantId, importId: id }): Promise<ImportProgress> => {
    const read = () => ports.db.inTenant(tenantId, (tx) => findImport(tx, id));
    const before = await read();
    if (before?.state === 'checking') await checkPage(ports, { tenantId, id });
    if (before?.state === 'making') await makePage(ports, { tenantId, id });
    const now = await read();
    // erased with its business
    if (!now) return { kind: 'over', state: 'stopped', total: 0, checked: 0, made: 0 };
    const { state, total, checked, made } = now;
    return {
      kind: state === 'checking' || state === 'making' ? 'more' : 'over',
      state,
      total,
      checked,
      made,
    };
  },
});
