import {
  CalendarNotice,
  type CalendarNoticeRow,
  CalendarWatch,
  type CalendarWatchRow,
} from '../../schema/database/calendars/entities.ts';
import type { Ports } from '../ports.ts';
import { applyChange } from './apply-change.ts';
import { forget } from './subscription-plan.ts';

const mostAtOnce = 100;

interface Handled {
  handled: number;
  changed: number;
  later: boolean;
}

/**
 * Sees to what the calendar told: each changed event is read as it is now, however often and in which order its changes
 * were told. A notice that comes before our own change has arrived is kept for later.
 */
export const handleNotices = async (ports: Ports, watch: CalendarWatchRow): Promise<Handled> => {
  const outcome = { handled: 0, changed: 0, later: false };
  let after: string | null = null;
  for (;;) {
    const open = (await ports.db.inTenant(watch.tenantId, (tx) =>
      tx.find(
        CalendarNotice,
        { watchId: watch.id, handledAt: null, ...(after && { id: { $gt: after } }) },
        { orderBy: { id: 'asc' }, limit: mostAtOnce },
      ),
    )) as CalendarNoticeRow[];
    await handle(ports, watch, open, outcome);
    // past what has to wait, so that it keeps nobody else waiting
    after = open.at(-1)?.id ?? null;
    if (open.length < mostAtOnce) return outcome;
  }
};

const handle = async (
  ports: Ports,
  watch: CalendarWatchRow,
  open: readonly CalendarNoticeRow[],
  outcome: Handled,
): Promise<void> => {
  for (const [eventId, notices] of Map.groupBy(open, ({ eventId }) => eventId ?? '')) {
    if (eventId) {
      const result = await handleEvent(ports, watch, eventId, notices);
      if (result === 'changed') outcome.changed += 1;
      if (result === 'later') {
        outcome.later = true;
        continue;
      }
    } else await handleLifecycle(ports, watch, notices);
    await settle(ports, watch, notices);
    outcome.handled += notices.length;
  }
};

const handleEvent = async (
  ports: Ports,
  { tenantId, mailbox }: CalendarWatchRow,
  eventId: string,
  notices: readonly CalendarNoticeRow[],
): Promise<'same' | 'changed' | 'later'> => {
  const meeting = await ports.calendar.fetchMeeting(mailbox, eventId);
  const causedBy = { kind: 'fact', id: notices[0]?.inboundEventId ?? '' } as const;
  return applyChange(ports, { tenantId, eventId, meeting, causedBy });
};

const handleLifecycle = (
  { db }: Ports,
  watch: CalendarWatchRow,
  notices: readonly CalendarNoticeRow[],
): Promise<void> =>
  db.inTenant(watch.tenantId, async (tx) => {
    const told = new Set(notices.map(({ kind }) => kind));
    if (told.has('subscriptionRemoved')) return forget(tx, watch, 'subscriptionRemoved');
    await tx.nativeUpdate(
      CalendarWatch,
      { id: watch.id },
      {
        ...(told.has('missed') && { readWanted: true }),
        ...(told.has('reauthorizationRequired') && { renewWanted: true }),
      },
    );
  });

const settle = async (
  { db }: Ports,
  { tenantId }: CalendarWatchRow,
  notices: readonly CalendarNoticeRow[],
): Promise<void> => {
  const ids = notices.map(({ id }) => id);
  await db.inTenant(tenantId, (tx) =>
    tx.nativeUpdate(CalendarNotice, { id: { $in: ids } }, { handledAt: new Date() }),
  );
};
