import { randomUUID } from 'node:crypto';
import type { CalendarEvent, GraphState, Invitation } from './state.ts';

/** What Exchange mails to every attendee of an event. */
export function invite(
  state: GraphState,
  event: CalendarEvent,
  kind: Invitation['kind'],
  comment: string | null,
): void {
  for (const attendee of event.attendees) {
    const id = randomUUID();
    state.invitations.set(id, {
      id,
      kind,
      at: new Date().toISOString(),
      to: attendee.emailAddress.address,
      organiser: event.mailbox,
      eventId: event.id,
      subject: event.subject,
      startAt: new Date(event.startAt).toISOString(),
      endAt: new Date(event.endAt).toISOString(),
      joinUrl: event.joinUrl,
      comment,
    });
  }
}
