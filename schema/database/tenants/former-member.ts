import type { StaffMember } from '../../contracts/tenant.ts';
import type { Tx } from '../database.ts';

/** Somebody as they last stood in the settings, with their phone, hours and the rest; null when they never did. */
export const formerMember = async (tx: Tx, tenantId: string, key: string): Promise<StaffMember | null> => {
  const [row] = await tx.execute<{ member: StaffMember }[]>(
    `select member from tenant_policy, jsonb_array_elements(source -> 'staff') as member
     where tenant_id = ? and member ->> 'key' = ? order by version desc limit 1`,
    [tenantId, key],
  );
  return row?.member ?? null;
};
