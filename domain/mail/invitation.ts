import ical, { ICalAttendeeRole, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

interface Party {
  name: string;
  address: string;
}

/** One version of a meeting, as a calendar takes it in (RFC 5545, RFC 5546). */
export interface Invitation {
  uid: string;
  /** grows with every version: a calendar takes the newest for true */
  sequence: number;
  /** when this version was made; never the time of writing, a repetition has to be the same bytes */
  madeAt: Date;
  startsAt: Date;
  endsAt: Date;
  subject: string;
  joinUrl: string | null;
  organiser: Party;
  attendee: Party;
  cancelled: boolean;
}

/** The invitation as a file for an e-mail, or the message that takes it back. The same meeting is the same bytes. */
export const invitationFile = (
  meeting: Invitation,
): { filename: string; contentType: string; contentBase64: string } => {
  const { cancelled, organiser, attendee, joinUrl } = meeting;
  const method = cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = ical({ method, prodId: { company: 'Leadline', product: 'Appointments', language: 'EN' } });
  calendar.createEvent({
    id: meeting.uid,
    sequence: meeting.sequence,
    stamp: meeting.madeAt,
    start: meeting.startsAt,
    end: meeting.endsAt,
    summary: meeting.subject,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: organiser.name, email: organiser.address },
    attendees: [{ name: attendee.name, email: attendee.address, rsvp: true, role: ICalAttendeeRole.REQ }],
    ...(joinUrl && { location: joinUrl, url: joinUrl }),
  });
  return {
    filename: cancelled ? 'cancelled.ics' : 'invitation.ics',
    contentType: `text/calendar; charset=utf-8; method=${method}`,
    contentBase64: Buffer.from(calendar.toString(), 'utf8').toString('base64'),
  };
};
