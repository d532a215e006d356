import { badRequest } from './errors.ts';
import { mailboxExists, readObject } from './mailboxes.ts';
import { type BusyBlock, type GraphState, liveEvents } from './state.ts';
import { readTime, writeTime } from './time-zone.ts';

const levels = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere'];
const maxSpanMs = 62 * 86_400_000;

function blocksOf(state: GraphState, mailbox: string, from: number, until: number): BusyBlock[] {
  const events = liveEvents(state, mailbox).map(({ startAt, endAt, showAs }) => ({
    startAt,
    endAt,
    status: showAs,
  }));
  const blocks = [...events, ...(state.busy.get(mailbox) ?? [])];
  const inside = blocks.filter((block) => block.startAt < until && block.endAt > from);
  return inside.sort((a, b) => a.startAt - b.startAt);
}

function view(blocks: BusyBlock[], from: number, until: number, stepMs: number): string {
  let text = '';
  for (let start = from; start < until; start += stepMs) {
    const touching = blocks.filter((block) => block.startAt < start + stepMs && block.endAt > start);
    text += Math.max(0, ...touching.map((block) => Math.max(0, levels.indexOf(block.status))));
  }
  return text;
}

/** `POST /users/{id}/calendar/getSchedule`: free and busy times of up to 20 mailboxes. */
export function getSchedule(state: GraphState, raw: unknown, zone: string) {
  const known = [
    'schedules',
    'Schedules',
    'startTime',
    'StartTime',
    'endTime',
    'EndTime',
    'availabilityViewInterval',
    'AvailabilityViewInterval',
  ];
  const body = readObject(raw, 'calendar.getSchedule', known);
  const schedules = body.schedules ?? body.Schedules;
  if (
    !Array.isArray(schedules) ||
    schedules.length === 0 ||
    schedules.some((each) => typeof each !== 'string')
  ) {
    throw badRequest('The schedules parameter must hold at least one address.', 'ErrorInvalidParameter');
  }
  if (schedules.length > 20) throw badRequest('The number of mailboxes exceeds 20.', 'ErrorInvalidParameter');
  const from = readTime(body.startTime ?? body.StartTime, 'startTime');
  const until = readTime(body.endTime ?? body.EndTime, 'endTime');
  if (until <= from)
    throw badRequest('The end time must be later than the start time.', 'ErrorInvalidTimeInterval');
  if (until - from > maxSpanMs)
    throw badRequest('The requested time duration is too long.', 'ErrorTimeIntervalTooBig');
  const interval = body.availabilityViewInterval ?? body.AvailabilityViewInterval ?? 30;
  if (typeof interval !== 'number' || !Number.isInteger(interval) || interval < 5 || interval > 1440) {
    throw badRequest(
      'The availabilityViewInterval must be between 5 and 1440 minutes.',
      'ErrorInvalidParameter',
    );
  }
  const value = (schedules as string[]).map((address) => {
    if (!mailboxExists(address)) {
      const why = 'The mailbox could not be resolved.';
      return { scheduleId: address, error: { message: why, responseCode: 'ErrorMailRecipientNotFound' } };
    }
    const blocks = blocksOf(state, address.toLowerCase(), from, until);
    if (blocks.length > 1000) {
      const why = 'The result set contains too many calendar entries.';
      return { scheduleId: address, error: { message: why, responseCode: '5006' } };
    }
    return {
      scheduleId: address,
      availabilityView: view(blocks, from, until, interval * 60_000),
      scheduleItems: blocks.map((block) => ({
        isPrivate: false,
        status: block.status,
        start: writeTime(block.startAt, zone),
        end: writeTime(block.endAt, zone),
      })),
      workingHours: {
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        startTime: '08:00:00.0000000',
        endTime: '17:00:00.0000000',
        timeZone: { name: 'UTC' },
      },
    };
  });
  return {
    '@odata.context':
      'https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)',
    value,
  };
}
