import { createHash } from 'node:crypto';
import { badRequest, GraphRefusal, notFound } from './errors.ts';
import { readMailbox } from './mailboxes.ts';
import { type Attended, type CalendarEvent, type GraphState, liveEvents } from './state.ts';

/** The object id of a mailbox's user: the same for the same address. */
export function userId(mailbox: string): string {
  const hex = createHash('sha256').update(mailbox.toLowerCase()).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** `GET /users/{id}`: who a mailbox belongs to. */
export function showUser(id: string) {
  const mailbox = readMailbox(id);
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
    id: userId(mailbox),
    userPrincipalName: mailbox,
    mail: mailbox,
    displayName: mailbox,
  };
}

const meetingId = (event: CalendarEvent): string =>
  Buffer.from(`${userId(event.mailbox)}*0**${event.iCalUId}`).toString('base64url');

/** Online meetings are asked for by the user's object id, and only where a policy of Teams lets the application. */
function meetingsOf(state: GraphState, id: string): CalendarEvent[] {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw badRequest(`'${id}' is not a valid GUID of a user.`, 'BadRequest');
  if (!state.behaviour.meetingsPolicy)
    throw new GraphRefusal(
      403,
      'Forbidden',
      `No application access policy found for this app on the user: ${id}.`,
    );
  const mailboxes = [...new Set([...state.events.values()].map(({ mailbox }) => mailbox))];
  const mailbox = mailboxes.find((each) => userId(each) === id.toLowerCase());
  return mailbox ? liveEvents(state, mailbox).filter(({ joinUrl }) => joinUrl !== null) : [];
}

/** `GET /users/{id}/onlineMeetings`: the one with a link; there is no list of all of them. */
export function findOnlineMeeting(state: GraphState, id: string, query: URLSearchParams) {
  const meetings = meetingsOf(state, id);
  const link = /^joinWebUrl eq '((?:[^']|'')*)'$/i.exec(query.get('$filter')?.trim() ?? '')?.[1];
  if (link === undefined) throw badRequest('Filter expression expected: JoinWebUrl eq.', 'BadRequest');
  const found = meetings.find(({ joinUrl }) => joinUrl === link.replaceAll("''", "'"));
  if (!found) throw notFound();
  return { value: [{ id: meetingId(found), joinWebUrl: found.joinUrl, subject: found.subject }] };
}

function meeting(state: GraphState, user: string, id: string): CalendarEvent {
  const found = meetingsOf(state, user).find((event) => meetingId(event) === id);
  if (!found) throw notFound();
  return found;
}

const reportId = (event: CalendarEvent): string => userId(`report of ${event.id}`);

/** `GET …/attendanceReports`: none before somebody was there and the meeting has ended. */
export function listReports(state: GraphState, user: string, id: string) {
  const event = meeting(state, user, id);
  const attended = state.attendance.get(event.id);
  const [meetingStartDateTime, meetingEndDateTime] = [event.startAt, event.endAt].map((ms) =>
    new Date(ms).toISOString(),
  );
  const totalParticipantCount = attended?.length ?? 0;
  const report = { id: reportId(event), totalParticipantCount, meetingStartDateTime, meetingEndDateTime };
  return { value: attended ? [report] : [] };
}

/** `GET …/attendanceReports/{id}/attendanceRecords`: who was there, and for how long. */
export function listRecords(state: GraphState, user: string, id: string, report: string) {
  const event = meeting(state, user, id);
  const attended = state.attendance.get(event.id);
  if (!attended || report !== reportId(event)) throw notFound();
  return {
    value: attended.map(({ address, name, seconds, role }, index) => ({
      id: `${reportId(event)}-${index}`,
      emailAddress: address,
      totalAttendanceInSeconds: seconds,
      role,
      identity: { id: null, displayName: name, tenantId: null },
      attendanceIntervals: [],
    })),
  };
}

/** What the report will say, as a test or a visitor of the page has it. */
export function setAttendance(state: GraphState, event: CalendarEvent, raw: unknown): void {
  const { records } = (raw ?? {}) as { records?: Partial<Attended>[] };
  if (!Array.isArray(records)) throw badRequest('records: expected a list of who was there.');
  state.attendance.set(
    event.id,
    records.map(({ address = null, name = '', seconds = 600, role = 'Attendee' }) => ({
      address,
      name,
      seconds,
      role,
    })),
  );
}
