import {
  nextLook,
  readingNeeds,
  subscriptionNeeds,
  type WatchRules,
  type WatchState,
  watchRules,
} from '../../domain/appointments/calendar-watch.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { Tended, WatchActivities, WatchRef, WatchWork } from '../../schema/contracts/watch.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import {
  CalendarNotice,
  CalendarWatch,
  type CalendarWatchRow,
} from '../../schema/database/calendars/entities.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { askAttendance } from './ask-attendance.ts';
import { cancelLeftOver } from './cancel-left-over.ts';
import { handleNotices } from './handle-notices.ts';
import { readCalendar } from './read-calendar.ts';
import { askForSubscription, forget } from './subscription-plan.ts';

/** what could not be seen to yet is looked at again after so long, or after a part of the time it has been so already */
const laterMs = 20_000;
const laterPart = 10;

interface Watched {
  watch: CalendarWatchRow;
  settings: TenantSettings;
}

/** Keeps a consultant's calendar and our rows in line: one thing after the other, each found done by a second call. */
export const createTendCalendar =
  (ports: Ports): WatchActivities['tendCalendar'] =>
  async (ref): Promise<Tended> => {
    const found = await load(ports, ref);
    if (!found) return { kind: 'over' };
    if (await isOver(ports, found)) return { kind: 'over' };
    const rules = watchRules(found.settings.appointments);
    const did: WatchWork[] = [];
    const left = await cancelLeftOver(ports, found.watch);
    if (left > 0) did.push('meetingsCancelled');
    const notices = await handleNotices(ports, found.watch);
    if (notices.handled > 0) did.push('noticesHandled');
    did.push(...(await keepSubscription(ports, await again(ports, ref, found), rules)));
    const reading = await readIfDue(ports, await again(ports, ref, found), rules);
    if (reading) did.push(reading.whole ? 'readWhole' : 'readChanges');
    const attendance = rules.attendance
      ? await askAttendance(ports, found.watch, found.settings, rules)
      : null;
    if (attendance && attendance.asked > 0) did.push('attendanceAsked');
    const isOpen = notices.later || reading?.later === true;
    const changed = notices.changed + (reading?.changed ?? 0);
    const look = await lookAgain(ports, await again(ports, ref, found), rules, {
      isOpen,
      waiting: attendance?.waiting === true,
    });
    return { kind: 'tended', did, changed, ...look };
  };

const load = ({ db }: Ports, { tenantId, staffKey }: WatchRef): Promise<Watched | null> =>
  db.inTenant(tenantId, async (tx) => {
    const watch = (await tx.findOne(CalendarWatch, { staffKey, endedAt: null })) as CalendarWatchRow | null;
    return watch && { watch, settings: (await tenantInForce(tx, tenantId)).settings };
  });

const again = async (ports: Ports, ref: WatchRef, before: Watched): Promise<Watched> =>
  (await load(ports, ref)) ?? before;

/** Whoever has no calendar any more, or another one, is not told of the old one. */
const isOver = async (ports: Ports, { watch, settings }: Watched): Promise<boolean> => {
  const mailbox = settings.staff.find(({ key }) => key === watch.staffKey)?.calendar?.toLowerCase() ?? null;
  if (mailbox === watch.mailbox) return false;
  const { id, tenantId, subscriptionId } = watch;
  if (subscriptionId) await askForSubscription(ports, watch, { do: 'end', subscriptionId });
  const fresh = { deltaLink: null, windowUntil: null, readAt: null };
  await ports.db.inTenant(tenantId, async (tx) => {
    // what the old one told cannot be looked up in the new one
    const open = { watchId: id, handledAt: null, kind: 'changed' } as const;
    await tx.nativeUpdate(CalendarNotice, open, { handledAt: new Date() });
    await tx.nativeUpdate(
      CalendarWatch,
      { id },
      mailbox ? { ...fresh, mailbox, readWanted: true } : { ...fresh, endedAt: new Date() },
    );
  });
  if (mailbox) watch.mailbox = mailbox;
  return mailbox === null;
};

const stateOf = (watch: CalendarWatchRow): WatchState => ({
  subscribed: Boolean(watch.subscriptionId),
  expiresMs: watch.expiresAt?.getTime() ?? null,
  renewWanted: watch.renewWanted,
  troubled: Boolean(watch.trouble) && watch.trouble !== 'subscriptionRemoved',
  readMs: watch.readAt?.getTime() ?? null,
  readWanted: watch.readWanted,
  hasLink: Boolean(watch.deltaLink),
  windowUntilMs: watch.windowUntil?.getTime() ?? null,
});

const keepSubscription = async (
  ports: Ports,
  { watch }: Watched,
  rules: WatchRules,
): Promise<WatchWork[]> => {
  const needs = subscriptionNeeds(stateOf(watch), rules, Date.now());
  const until = new Date(Date.now() + rules.subscribeForMs).toISOString();
  const { subscriptionId, mailbox } = watch;
  if (needs === 'renew' && subscriptionId) {
    await askForSubscription(ports, watch, { do: 'renew', subscriptionId, until });
    const after = await ports.db.inTenant(watch.tenantId, (tx) =>
      tx.findOneOrFail(CalendarWatch, { id: watch.id }),
    );
    if (after.subscriptionId) return ['renewed'];
    return ['subscriptionGone', ...(await create(ports, after as CalendarWatchRow, mailbox, until))];
  }
  if (needs !== 'create') return [];
  // one that has run out is as good as gone
  if (subscriptionId) await ports.db.inTenant(watch.tenantId, (tx) => forget(tx, watch, null));
  const generation = watch.generation + (subscriptionId ? 1 : 0);
  return create(ports, { ...watch, generation, subscriptionId: null }, mailbox, until);
};

const create = async (
  ports: Ports,
  watch: CalendarWatchRow,
  mailbox: string,
  until: string,
): Promise<WatchWork[]> => {
  const hook = `${ports.publicBaseUrl}/api/webhooks/graph`;
  const asked = { mailbox, noticeUrl: hook, lifecycleUrl: `${hook}/lifecycle`, until };
  // refused, the calendar is still read now and then
  return (await askForSubscription(ports, watch, { do: 'create', ...asked })) === 'done'
    ? ['subscribed']
    : [];
};

const readIfDue = async (ports: Ports, { watch, settings }: Watched, rules: WatchRules) => {
  const horizonMs = durationMs(settings.appointments.horizon);
  const how = readingNeeds(stateOf(watch), rules, horizonMs, Date.now());
  return how ? readCalendar(ports, watch, settings, how) : null;
};

/** When the calendar is looked at again, unless something is told before. */
const lookAgain = async (
  ports: Ports,
  { watch }: Watched,
  rules: WatchRules,
  { isOpen, waiting }: { isOpen: boolean; waiting: boolean },
): Promise<{ at: string; because: string }> => {
  const now = Date.now();
  const planned = nextLook(stateOf({ ...watch, readWanted: false }), rules, now);
  const report = rules.attendance ? await nextEnd(ports, watch, waiting, rules) : null;
  const looks = [
    { atMs: planned.atMs, because: planned.because as string },
    ...(isOpen ? [{ atMs: now + (await pause(ports, watch, rules)), because: 'ownChange' }] : []),
    ...(report === null ? [] : [{ atMs: report, because: 'attendance' }]),
  ];
  const [first] = looks.sort((a, b) => a.atMs - b.atMs);
  return {
    at: new Date(first?.atMs ?? planned.atMs).toISOString(),
    because: first?.because ?? planned.because,
  };
};

/** A change of ours may be kept from the calendar for hours, and for good when it was given up. */
const pause = async (
  { db }: Ports,
  { tenantId, staffKey }: CalendarWatchRow,
  { readEveryMs }: WatchRules,
): Promise<number> => {
  const [oldest] = await db.inTenant(tenantId, (tx) =>
    tx.execute<{ ms: number }[]>(
      `select (extract(epoch from now() - min(booked_at)) * 1000)::float8 as ms from appointment
       where staff_key = ? and state in ('reserved', 'confirmed') and ends_at > now() and arranged_v < v`,
      [staffKey],
    ),
  );
  return Math.max(laterMs, Math.min((oldest?.ms ?? 0) / laterPart, readEveryMs));
};

const reportAfterMs = 60_000;

/** A report is asked for soon after a meeting, and then at the pace of the readings. */
const nextEnd = async (
  { db }: Ports,
  { tenantId, staffKey }: CalendarWatchRow,
  waiting: boolean,
  { readEveryMs }: WatchRules,
): Promise<number | null> => {
  const now = Date.now();
  if (waiting) return now + Math.min(readEveryMs, 15 * reportAfterMs);
  const [next] = await db.inTenant(tenantId, (tx) =>
    tx.find(
      Appointment,
      { staffKey, state: { $in: ['reserved', 'confirmed'] }, endsAt: { $gt: new Date(now) } },
      { orderBy: { endsAt: 'asc' }, limit: 1, fields: ['endsAt'] },
    ),
  );
  return next ? next.endsAt.getTime() + Math.min(reportAfterMs, readEveryMs) : null;
};
