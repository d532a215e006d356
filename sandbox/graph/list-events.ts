import { badRequest } from './errors.ts';
import { type View, writeEvent } from './event-json.ts';
import { type CalendarEvent, type GraphState, liveEvents } from './state.ts';

const options = ['$filter', '$select', '$top', '$skip', '$orderby', '$expand', '$count'];

function quoted(text: string): string {
  return text.replaceAll("''", "'");
}

/** `$select` and `$expand` of a query. */
export function readView(query: URLSearchParams, zone: string): View {
  const expand = query.get('$expand');
  const property = /^singleValueExtendedProperties\(\$filter=id eq '((?:[^']|'')*)'\)$/i.exec(
    expand ?? '',
  )?.[1];
  if (expand && property === undefined)
    throw badRequest(`The $expand '${expand}' is not supported.`, 'ErrorInvalidUrlQuery');
  const select =
    query
      .get('$select')
      ?.split(',')
      .map((name) => name.trim()) ?? null;
  return { zone, select, expandExtended: property === undefined ? null : quoted(property) };
}

type Test = (event: CalendarEvent) => boolean;

const extended =
  /^singleValueExtendedProperties\/any\(\s*(\w+)\s*:\s*\1\/id eq '((?:[^']|'')*)' and \1\/value eq '((?:[^']|'')*)'\s*\)$/i;

function readFilter(filter: string | null): Test {
  if (!filter) return () => true;
  const property = extended.exec(filter.trim());
  if (property) {
    const [id, value] = [quoted(property[2] ?? ''), quoted(property[3] ?? '')];
    return (event) => event.extendedProperties.some((each) => each.id === id && each.value === value);
  }
  const field = /^(subject|iCalUId|transactionId) eq '((?:[^']|'')*)'$/.exec(filter.trim());
  if (field) {
    const name = field[1] as 'subject' | 'iCalUId' | 'transactionId';
    return (event) => event[name] === quoted(field[2] ?? '');
  }
  throw badRequest('Invalid filter clause.', 'ErrorInvalidUrlQueryFilter');
}

function readCount(query: URLSearchParams, name: string, otherwise: number, most: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw badRequest(`Invalid value '${text}' for ${name}.`, 'BadRequest');
}

function page(events: CalendarEvent[], query: URLSearchParams, zone: string, selfUrl: string) {
  const unknown = [...query.keys()].find((name) => name.startsWith('$') && !options.includes(name));
  if (unknown) throw badRequest(`Query option '${unknown}' is not supported.`);
  const view = readView(query, zone);
  const skip = readCount(query, '$skip', 0, 100_000);
  const top = readCount(query, '$top', 10, 1000);
  const shown = events.slice(skip, skip + top);
  const rest = new URLSearchParams(query);
  rest.set('$skip', String(skip + top));
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/events',
    value: shown.map((event) => writeEvent(event, view)),
    ...(skip + top < events.length ? { '@odata.nextLink': `${selfUrl}?${rest}` } : {}),
  };
}

/** `GET /users/{id}/events`: with the filter by one extended property, which finds what a lost answer had made. */
export function listEvents(
  state: GraphState,
  mailbox: string,
  query: URLSearchParams,
  zone: string,
  selfUrl: string,
) {
  const test = readFilter(query.get('$filter'));
  return page(liveEvents(state, mailbox).filter(test), query, zone, selfUrl);
}

/** The span of time that a calendar view needs. */
export function readSpan(query: URLSearchParams): [from: number, until: number] {
  const [from = 0, until = 0] = ['startDateTime', 'endDateTime'].map((name) => {
    const text = query.get(name);
    const at = Date.parse(text && /([zZ]|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
    if (text && !Number.isNaN(at)) return at;
    const why =
      "This request requires a time window specified by the query string parameters 'StartDateTime' and 'EndDateTime'.";
    throw badRequest(why, 'ErrorInvalidParameter');
  });
  return [from, until];
}

/** `GET /users/{id}/calendarView`: the events that touch a span of time. */
export function calendarView(
  state: GraphState,
  mailbox: string,
  query: URLSearchParams,
  zone: string,
  selfUrl: string,
) {
  const [from, until] = readSpan(query);
  const inside = liveEvents(state, mailbox).filter((event) => event.startAt < until && event.endAt > from);
  return page(inside, query, zone, selfUrl);
}
