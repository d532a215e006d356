import { LockMode } from '@mikro-orm/core';
import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { storableText } from '../storable.ts';
import { Tenant } from './entities.ts';

/** Who suspends or resumes a business, and why. */
interface Asked {
  tenantId: string;
  actor: Actor;
  reason: string;
}

const locked = (tx: Tx, id: string) =>
  tx.findOneOrFail(Tenant, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });

/**
 * From the commit on nobody is contacted for this business: the ledger begins nothing for its leads. What comes in is stored
 * and held, journeys hear of nothing and sleep. A second call changes nothing and answers false.
 */
export const suspendTenant = async (tx: Tx, { tenantId, actor, reason }: Asked): Promise<boolean> => {
  const tenant = await locked(tx, tenantId);
  if (tenant.suspendedAt) return false;
  const after = { suspendedAt: new Date(), suspendedBecause: storableText(reason) };
  await tx.nativeUpdate(Tenant, { id: tenantId }, after);
  await tx.execute('select routing.hold_tenant(?)', [tenantId]);
  const subject = { kind: 'Tenant', id: tenantId };
  const before = { suspendedAt: null, suspendedBecause: null };
  await recordChange(tx, { tenantId, actor, action: 'tenantSuspended', subject, before, after });
  return true;
};

/**
 * Lets a business go on: what was held follows in the order in which it came, one lead every `gapMs`, and answers how much
 * that is. A business that is not suspended is left alone, and answers null.
 */
export const resumeTenant = async (
  tx: Tx,
  { tenantId, actor, reason, gapMs }: Asked & { gapMs: number },
): Promise<number | null> => {
  const { suspendedAt, suspendedBecause } = await locked(tx, tenantId);
  if (!suspendedAt) return null;
  const after = { suspendedAt: null, suspendedBecause: null };
  await tx.nativeUpdate(Tenant, { id: tenantId }, after);
  const [row] = await tx.execute<{ released: number }[]>(
    `select routing.release_tenant(?, ? * interval '1 millisecond') as released`,
    [tenantId, gapMs],
  );
  const released = row?.released ?? 0;
  await recordChange(tx, {
    ...{ tenantId, actor, action: 'tenantResumed', subject: { kind: 'Tenant', id: tenantId } },
    ...{
      before: { suspendedAt, suspendedBecause },
      after: { ...after, reason: storableText(reason), released },
    },
  });
  return released;
};
