import type { MeetingPayload, VendorMeeting } from '../../integrations/calendar/port.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import type { Ports } from '../ports.ts';

/** What is asked of the vendor's calendar: the meeting as it shall be, the event it has already, or its end. */
export type MeetingRequest =
  | { do: 'create'; meeting: MeetingPayload }
  | { do: 'move'; organiser: string; eventId: string; startAt: string; endAt: string }
  | { do: 'cancel'; organiser: string; eventId: string; comment: string };

export type MeetingAnswer = VendorMeeting | null;

/** Asks the vendor for exactly what the request says. */
export const askCalendar = async (
  { calendar }: Ports,
  request: MeetingRequest,
  key: string,
): Promise<MeetingAnswer> => {
  switch (request.do) {
    case 'create':
      return calendar.createMeeting(request.meeting, key);
    case 'move':
      return calendar.moveMeeting(request.organiser, request.eventId, request);
    case 'cancel':
      await calendar.cancelMeeting(request.organiser, request.eventId, request.comment);
      return null;
  }
};

/** Looks for what a request without an answer has done. */
export const findInCalendar = async (
  { calendar }: Ports,
  request: MeetingRequest,
  key: string,
): Promise<MeetingAnswer | 'absent'> => {
  if (request.do === 'create') {
    const { organiser } = request.meeting;
    const found = await calendar.findMeeting(organiser, key);
    // a list may be older than the event: without its link the event is asked for by itself
    return (
      (found && (found.joinUrl ? found : await calendar.fetchMeeting(organiser, found.eventId))) ?? 'absent'
    );
  }
  const meeting = await calendar.fetchMeeting(request.organiser, request.eventId);
  if (request.do === 'cancel') return !meeting || meeting.cancelled ? null : 'absent';
  return meeting && Date.parse(meeting.startAt) === Date.parse(request.startAt) ? meeting : 'absent';
};

// Teams may add the link to a meeting some time after it was made
const linkPatienceMs = 10 * 60_000;
export const linkPauseMs = 30_000;

/** Whether a meeting was found whose link is still to come. */
export const isWithoutLink = (request: MeetingRequest, found: MeetingAnswer | 'absent'): boolean =>
  request.do === 'create' && found !== 'absent' && found !== null && !found.joinUrl;

/** Until when the link of a meeting is waited for. */
export const linkAwaitedUntil = ({ firstSentAt, createdAt }: OutboundRow): number =>
  (firstSentAt ?? createdAt).getTime() + linkPatienceMs;
