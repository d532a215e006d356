import type { Tx } from '../database.ts';

/** Has the calendar of a consultant looked at soon: whoever watches it is woken by the dispatcher at the latest. */
export const wakeWatch = async (
  tx: Tx,
  { tenantId, staffKey }: { tenantId: string; staffKey: string },
): Promise<void> => {
  await tx.execute(
    `with watch as (
       update calendar_watch set notice_seq = notice_seq + 1
       where tenant_id = ? and staff_key = ? and ended_at is null returning id, tenant_id, notice_seq
     )
     select routing.note_pending_watch(watch.tenant_id, watch.id, watch.notice_seq) from watch`,
    [tenantId, staffKey],
  );
};
