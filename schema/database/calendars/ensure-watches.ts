import type { StaffMember } from '../../contracts/tenant.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { CalendarWatch } from './entities.ts';
import { wakeWatch } from './wake-watch.ts';

/**
 * Has the calendar of everybody watched who has one, and wakes all watches: one whose workflow is gone is started anew,
 * one whose person has no calendar any more ends. A second call makes no second watch.
 */
export const ensureWatches = async (
  tx: Tx,
  tenantId: string,
  staff: readonly Pick<StaffMember, 'key' | 'calendar'>[],
): Promise<void> => {
  for (const { key: staffKey, calendar } of staff)
    if (calendar)
      await tx.execute(
        `insert into calendar_watch (id, tenant_id, staff_key, mailbox) values (?, ?, ?, ?)
         on conflict (tenant_id, staff_key) do update set ended_at = null`,
        [uuidV7(), tenantId, staffKey, calendar.toLowerCase()],
      );
  const watches = await tx.find(
    CalendarWatch,
    { endedAt: null },
    { fields: ['staffKey'], orderBy: { staffKey: 'asc' } },
  );
  for (const { staffKey } of watches) await wakeWatch(tx, { tenantId, staffKey });
};
