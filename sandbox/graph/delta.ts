import { GraphRefusal } from './errors.ts';
import { writeEvent } from './event-json.ts';
import { readSpan } from './list-events.ts';
import { type GraphState, liveEvents } from './state.ts';

/** Where a reading of changes stands: which calendar and span, what was told before, and how far this round goes. */
interface Place {
  mailbox: string;
  from: number;
  until: number;
  /** changes up to this one were told before; 0 when nothing was */
  since: number;
  /** this round tells of changes up to this one, and starts with this of them */
  upto: number;
  skip: number;
  epoch: number;
}

const usualPage = 10;

const write = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function read(token: string, state: GraphState, mailbox: string): Place {
  const gone = new GraphRefusal(410, 'SyncStateNotFound', 'The sync state generation is not found; resync.');
  try {
    const place = JSON.parse(Buffer.from(token, 'base64url').toString()) as Place;
    if (place.mailbox === mailbox && place.epoch === state.behaviour.deltaEpoch) return place;
  } catch {
    throw gone;
  }
  throw gone;
}

const refused = ['$filter', '$select', '$expand', '$orderby', '$search', '$top', '$skip', '$count'];

function checkOptions(query: URLSearchParams): void {
  if (!refused.some((name) => query.has(name))) return;
  const why =
    "The following parameters are not supported with change tracking over the 'CalendarView' resource: '$orderby, $filter, $select, $expand, $search'.";
  throw new GraphRefusal(400, 'ErrorInvalidUrlQuery', why);
}

function startOf(state: GraphState, mailbox: string, query: URLSearchParams, last: number): Place {
  const next = query.get('$skiptoken');
  if (next !== null) return read(next, state, mailbox);
  const later = query.get('$deltatoken');
  if (later !== null) return { ...read(later, state, mailbox), upto: last, skip: 0 };
  const [from, until] = readSpan(query);
  return { mailbox, from, until, since: 0, upto: last, skip: 0, epoch: state.behaviour.deltaEpoch };
}

/** What this round tells: whole events, and of those that were deleted or have left the span only that they are gone. */
function changes(state: GraphState, { mailbox, from, until, since, upto }: Place, zone: string): unknown[] {
  const live = new Map(liveEvents(state, mailbox).map((event) => [event.id, event]));
  const told = [...state.changes].filter(([, number]) => number > since && number <= upto);
  return told
    .sort(([, a], [, b]) => a - b)
    .flatMap(([id]) => {
      const event = live.get(id);
      if (event && event.startAt < until && event.endAt > from)
        return [writeEvent(event, { zone, select: null, expandExtended: null })];
      const isOurs = state.events.get(id)?.mailbox === mailbox;
      // whoever was never told of an event is not told that it is gone
      const wasTold = (state.firstChanges.get(id) ?? 0) <= since;
      return isOurs && wasTold ? [{ id, '@removed': { reason: 'deleted' } }] : [];
    });
}

/** `GET /users/{id}/calendarView/delta`: first everything in a span of time, then what has changed since. */
export function calendarDelta(
  state: GraphState,
  mailbox: string,
  request: { query: URLSearchParams; prefer: string | undefined; zone: string; selfUrl: string },
) {
  const { query, prefer, zone, selfUrl } = request;
  checkOptions(query);
  const last = Math.max(0, ...state.changes.values());
  const place = startOf(state, mailbox, query, last);
  const all = changes(state, place, zone);
  const size = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(prefer ?? '')?.[1] ?? usualPage);
  const end = place.skip + Math.max(1, size);
  const more = end < all.length;
  const next = more ? { ...place, skip: end } : { ...place, since: place.upto, skip: 0 };
  const [link, token] = more ? ['@odata.nextLink', '$skiptoken'] : ['@odata.deltaLink', '$deltatoken'];
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(event)',
    value: all.slice(place.skip, end),
    [link]: `${selfUrl}?${token}=${write(next)}`,
  };
}
