import type { Database } from '../../schema/database/database.ts';
import { LeadImport, LeadImportRow } from '../../schema/database/imports/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';

/** A file of leads that was checked, with a good row and a bad one; `mark` tells tenants apart. Answers its id. */
export const seedImport = (db: Database, tenantId: string, mark: string): Promise<string> =>
  db.inTenant(tenantId, async (tx) => {
    const createdAt = new Date();
    const row = () => ({ id: uuidV7(), tenantId, createdAt });
    const file = row();
    await tx.insert(LeadImport, {
      ...{ ...file, fileName: `${mark}.csv`, encoding: 'utf-8', delimiter: ',', header: ['email'] },
      ...{ mapping: { email: 0 }, state: 'checked', total: 2, checked: 2, ready: 1, invalid: 1 },
      uploadedBy: 'staff:admin',
    });
    const ofFile = (number: number) => ({ ...row(), importId: file.id, number });
    await tx.insert(LeadImportRow, { ...ofFile(2), cells: [`x@${mark}.example`], state: 'ready' });
    const problems = [{ column: 'email' as const, expected: 'an e-mail address' }];
    await tx.insert(LeadImportRow, {
      ...ofFile(3),
      cells: [`no address of ${mark}`],
      state: 'invalid',
      problems,
    });
    return file.id;
  });
