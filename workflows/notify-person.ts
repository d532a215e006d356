import { proxyActivities } from '@temporalio/workflow';
import type { NoticeActivities, NoticeRef } from '../schema/contracts/notices.ts';

const { notifyPerson: send } = proxyActivities<NoticeActivities>({
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

/** Sends one mail to a member of staff, or for a log-in, however long the vendor is away. */
export async function notifyPerson(notice: NoticeRef): Promise<'sent' | 'skipped'> {
  const { kind } = await send.executeWithOptions({ summary: 'mail to a person' }, [notice]);
  return kind;
}
