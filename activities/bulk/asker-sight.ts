import { agentsSeeOnlyOwn } from '../../domain/tenant/people.ts';
import type { BulkCommandRow } from '../../schema/database/bulk/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';

type Asked = Pick<BulkCommandRow, 'tenantId' | 'actorKind' | 'actorId'>;

/** What a lead answers that was given to somebody else before its turn came. */
export const ofOthers = {
  state: 'refused',
  code: 'leadOfOthers',
  text: 'Somebody else looks after this lead by now, and whoever asked sees only their own.',
} as const;

/**
 * Tells of a lead whether whoever asked is kept from it now: the setting, their role and who looks after the lead count as
 * they are when its turn comes, not as they were when it was asked.
 */
export const hiddenFrom = async (tx: Tx, asked: Asked): Promise<(leadId: string) => Promise<boolean>> => {
  if (!(await seesOnlyOwn(tx, asked))) return async () => false;
  return async (leadId) => {
    // nobody's lead is everybody's: null differs from no key
    const others = await tx.execute('select 1 from lead where id = ? and assigned_to <> ?', [
      leadId,
      asked.actorId,
    ]);
    return others.length > 0;
  };
};

const seesOnlyOwn = async (tx: Tx, { tenantId, actorKind, actorId }: Asked): Promise<boolean> => {
  if (actorKind !== 'staff') return false;
  if (!agentsSeeOnlyOwn((await tenantInForce(tx, tenantId)).settings)) return false;
  return (await tx.count(StaffUser, { staffKey: actorId, role: 'agent' })) > 0;
};
