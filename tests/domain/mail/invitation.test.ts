// the invitation for calendars: read back line by line
import { describe, expect, it } from 'vitest';
import { isConfirmedByMail } from '../../../domain/appointments/is-confirmed-by-mail.ts';
import { type Invitation, invitationFile } from '../../../domain/mail/invitation.ts';

const meeting: Invitation = {
  uid: 'appointment-1@heavenly-drops.example',
  sequence: 2,
  madeAt: new Date('2026-11-25T09:00:00.000Z'),
  startsAt: new Date('2026-11-26T14:30:00.000Z'),
  endsAt: new Date('2026-11-26T15:00:00.000Z'),
  subject: 'Consultation; with “commas”, and more',
  joinUrl: 'https://teams.example/1?a=1&b=2',
  organiser: { name: 'Heavenly Drops', address: 'hello@heavenly-drops.example' },
  attendee: { name: 'Zoë Smith', address: 'zoe@example.com' },
  cancelled: false,
};
const linesOf = (invitation: Invitation): string[] =>
  Buffer.from(invitationFile(invitation).contentBase64, 'base64')
    .toString('utf8')
    .replaceAll('\r\n ', '')
    .split('\r\n');

describe('an invitation', () => {
  it('says in UTC what is met, when, by whom, and which version it is', () => {
    const lines = linesOf(meeting);
    for (const line of [
      'METHOD:REQUEST',
      'UID:appointment-1@heavenly-drops.example',
      'SEQUENCE:2',
      'DTSTAMP:20261125T090000Z',
      'DTSTART:20261126T143000Z',
      'DTEND:20261126T150000Z',
      'SUMMARY:Consultation\\; with “commas”\\, and more',
      'STATUS:CONFIRMED',
    ])
      expect(lines).toContain(line);
    expect(lines.find((line) => line.startsWith('ORGANIZER'))).toContain(
      'mailto:hello@heavenly-drops.example',
    );
    expect(lines.find((line) => line.startsWith('ATTENDEE'))?.toLowerCase()).toContain(
      'mailto:zoe@example.com',
    );
  });

  it('that is taken back is the same meeting, cancelled', () => {
    const lines = linesOf({ ...meeting, sequence: 3, cancelled: true });
    for (const line of ['METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:3', `UID:${meeting.uid}`])
      expect(lines).toContain(line);
    expect(invitationFile({ ...meeting, cancelled: true }).contentType).toContain('method=CANCEL');
  });

  it('is the same bytes whenever it is written', () => {
    expect(invitationFile(meeting)).toEqual(invitationFile({ ...meeting }));
  });

  it('takes no line of its own from a name', () => {
    const evil = {
      ...meeting,
      attendee: { name: 'A\r\nATTENDEE:mailto:x@y.example', address: 'zoe@example.com' },
    };
    expect(linesOf(evil).filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(1);
  });
});

describe('a booking is confirmed by mail', () => {
  it.each([
    [{ state: 'confirmed', v: 1, bookedBy: 'lead', vendorInvites: true }, true],
    [{ state: 'confirmed', v: 1, bookedBy: 'model', vendorInvites: true }, false],
    [{ state: 'confirmed', v: 1, bookedBy: 'model', vendorInvites: false }, true],
    [{ state: 'confirmed', v: 2, bookedBy: 'lead', vendorInvites: true }, false],
    [{ state: 'cancelled', v: 1, bookedBy: 'lead', vendorInvites: true }, false],
  ])('%o: %s', (booking, expected) => expect(isConfirmedByMail(booking)).toBe(expected));
});
