import { Client, type GraphRequest } from '@microsoft/microsoft-graph-client';
import type { Event } from '@microsoft/microsoft-graph-types';
import { type Certainty, type FailureType, VendorFailure } from '../../../schema/contracts/failures.ts';
import { assertAllowed } from '../../allow-list.ts';
import { asking } from '../../asking.ts';
import type { BusyTime, Calendar, VendorMeeting } from '../port.ts';
import { classifyGraphError, unlessGone, vendor } from './errors.ts';
import {
  existingEventId,
  keyProperty,
  meetingOf,
  newEvent,
  prefer,
  type Schedule,
  toBusyTimes,
  utc,
} from './events.ts';
import type { GraphSettings } from './settings.ts';
import { createTokenSource } from './token.ts';
import { GraphTransport } from './transport.ts';
import { createWatching } from './watching.ts';

const mailboxesAtOnce = 20;

const ask = asking(classifyGraphError);

/** Calendars and Teams meetings by Microsoft Graph, application permissions only. Exchange sends the invitations. */
export function createMicrosoftGraph(settings: GraphSettings): Calendar {
  const { baseUrl, timeoutMs, allowed } = settings;
  const graph = Client.initWithMiddleware({
    middleware: new GraphTransport(createTokenSource(settings), timeoutMs),
    baseUrl: `${baseUrl}/`,
    defaultVersion: 'v1.0',
  });
  const at = (mailbox: string, path: string): GraphRequest =>
    graph.api(`/users/${encodeURIComponent(mailbox)}${path}`).header('Prefer', prefer);
  const event = (organiser: string, eventId: string, path = ''): GraphRequest =>
    at(organiser, `/events/${encodeURIComponent(eventId)}${path}`);

  const watching = createWatching({ graph, at, clientState: settings.clientState });
  const calendar: Calendar = {
    ...watching,
    vendor,
    timeoutMs,
    sendsInvitations: true,
    async busyTimes({ mailboxes, fromAt, untilAt }) {
      const busy: Record<string, BusyTime[]> = {};
      for (let i = 0; i < mailboxes.length; i += mailboxesAtOnce) {
        const schedules = mailboxes.slice(i, i + mailboxesAtOnce);
        const question = {
          schedules,
          startTime: utc(fromAt),
          endTime: utc(untilAt),
          availabilityViewInterval: 30,
        };
        const request = at(schedules[0] as string, '/calendar/getSchedule');
        const { value } = await ask<{ value: Schedule[] }>(() => request.post(question));
        for (const mailbox of schedules) busy[mailbox] = busyTimesOf(mailbox, value);
      }
      return busy;
    },
    async createMeeting(meeting, key) {
      assertAllowed(
        vendor,
        allowed,
        meeting.attendees.map(({ address }) => address),
      );
      const created = await create(meeting.organiser, newEvent(meeting, key), key);
      if (created.joinUrl) return created;
      // Teams may add the link a moment after the event
      const again = await calendar.fetchMeeting(meeting.organiser, created.eventId);
      if (again?.joinUrl) return again;
      // not `rejected`: the event stands and people were invited. Reconciling finds it, with or without its link.
      throw failure('Vendor.Unknown', 'unknown', 'noJoinUrl');
    },
    async moveMeeting(organiser, eventId, { startAt, endAt }) {
      return meetingOf(
        await ask(() => event(organiser, eventId).patch({ start: utc(startAt), end: utc(endAt) })),
      );
    },
    async cancelMeeting(organiser, eventId, comment) {
      await unlessGone(ask(() => event(organiser, eventId, '/cancel').post({ comment })));
    },
    async deleteMeeting(organiser, eventId) {
      // a plain DELETE leaves it among the deleted items
      const removed = ask(async () => {
        await event(organiser, eventId, '/permanentDelete').post({});
        return 'deleted' as const;
      });
      return (await unlessGone(removed)) ?? 'gone';
    },
    async findMeeting(organiser, key) {
      const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${keyProperty}' and ep/value eq '${key.replaceAll("'", "''")}')`;
      const { value } = await ask<{ value: Event[] }>(() =>
        at(organiser, '/events').filter(encodeURIComponent(filter)).top(1).get(),
      );
      return value[0] ? meetingOf(value[0]) : null;
    },
    async fetchMeeting(organiser, eventId) {
      const found = await unlessGone(ask<Event>(() => event(organiser, eventId).get()));
      return found && meetingOf(found);
    },
  };

  async function create(organiser: string, body: Event, key: string): Promise<VendorMeeting> {
    try {
      return meetingOf(await ask(() => at(organiser, '/events').post(body)));
    } catch (error) {
      if (!(error instanceof VendorFailure) || error.code !== 'ErrorDuplicateTransactionId') throw error;
      const eventId = existingEventId(error.vendorAnswer);
      const existing = eventId
        ? await calendar.fetchMeeting(organiser, eventId)
        : await calendar.findMeeting(organiser, key);
      if (existing) return existing;
      // the first request may not be committed yet: still `unknown`, and asked again later
      throw error;
    }
  }
  return calendar;
}

function busyTimesOf(mailbox: string, schedules: Schedule[]): BusyTime[] {
  const schedule = schedules.find(({ scheduleId }) => scheduleId?.toLowerCase() === mailbox.toLowerCase());
  // a calendar that cannot be read is never taken for an empty one
  if (!schedule || schedule.error) throw failure('Vendor.InvalidAnswer', 'rejected', 'calendarUnreadable');
  return toBusyTimes(schedule);
}

const failure = (type: FailureType, certainty: Certainty, code: string): VendorFailure =>
  new VendorFailure({ vendor, type, certainty, code });
