import type { Slot } from '../domain/appointments/slots.ts';
import { tenantInForce } from '../schema/database/tenants/policy.ts';
import { findFreeSlots } from './calls/free-slots.ts';
import type { ApiContext } from './context.ts';

/** The free slots of a tenant by its id, soonest first. Asks the calendars. */
export const freeSlotsOf = async (
  context: Pick<ApiContext, 'calendar' | 'db'>,
  tenantId: string,
): Promise<Slot[]> => {
  const tenant = await context.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
  return findFreeSlots(context, tenant, new Date().toISOString());
};
