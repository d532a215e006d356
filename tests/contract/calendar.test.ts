// The same tests run against the sandbox and, with CONTRACT=real, against a real account.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../integrations/calendar/index.ts';
import type { MeetingPayload } from '../../integrations/calendar/port.ts';
import { failureOf } from '../integrations/failed-with.ts';
import { contractVendors } from './vendors.ts';

const contract = contractVendors();
const calendar = () => createCalendar(contract.settings.calendar);
const newKey = () => `meeting:${randomUUID()}:v1`;

/** Half an hour, `days` days from now, on the full hour. */
function slot(days: number): { startAt: string; endAt: string } {
  const hour = 3_600_000;
  const start = Math.floor(Date.now() / hour) * hour + days * 24 * hour;
  return { startAt: new Date(start).toISOString(), endAt: new Date(start + hour / 2).toISOString() };
}

const meeting = (days: number): MeetingPayload => ({
  organiser: contract.mailbox,
  subject: 'Contract',
  bodyHtml: '<p>Contract</p>',
  ...slot(days),
  attendees: [{ address: contract.guest, name: 'Guest' }],
});

describe('the vendor of calendars', () => {
  it('makes one meeting per key, with a link, and finds it by the key', async () => {
    const key = newKey();
    const made = await calendar().createMeeting(meeting(1), key);
    expect(made).toMatchObject({ ...slot(1), cancelled: false });
    expect(made.joinUrl).toMatch(/^https?:/);
    await expect(calendar().createMeeting(meeting(1), key)).resolves.toEqual(made);
    await expect(calendar().findMeeting(contract.mailbox, key)).resolves.toEqual(made);
    await expect(calendar().fetchMeeting(contract.mailbox, made.eventId)).resolves.toEqual(made);
  });

  it('shows a meeting as busy, moves it, and cancels it as often as asked', async () => {
    const busy = async (days: number) => {
      const { startAt: fromAt, endAt: untilAt } = slot(days);
      return (await calendar().busyTimes({ mailboxes: [contract.mailbox], fromAt, untilAt }))[
        contract.mailbox
      ];
    };
    const { eventId } = await calendar().createMeeting(meeting(2), newKey());
    expect(await busy(2)).toEqual([slot(2)]);
    await expect(calendar().moveMeeting(contract.mailbox, eventId, slot(3))).resolves.toMatchObject(slot(3));
    expect([await busy(2), await busy(3)]).toEqual([[], [slot(3)]]);
    await calendar().cancelMeeting(contract.mailbox, eventId, 'Contract');
    await calendar().cancelMeeting(contract.mailbox, eventId, 'Contract');
    expect(await busy(3)).toEqual([]);
  });

  it('deletes a meeting for good, also one that was cancelled, and says when there is none', async () => {
    const { eventId } = await calendar().createMeeting(meeting(5), newKey());
    await expect(calendar().deleteMeeting(contract.mailbox, eventId)).resolves.toBe('deleted');
    await expect(calendar().deleteMeeting(contract.mailbox, eventId)).resolves.toBe('gone');
    const cancelled = await calendar().createMeeting(meeting(6), newKey());
    await calendar().cancelMeeting(contract.mailbox, cancelled.eventId, 'Contract');
    await calendar().deleteMeeting(contract.mailbox, cancelled.eventId);
    await expect(calendar().fetchMeeting(contract.mailbox, cancelled.eventId)).resolves.toBeNull();
  });

  it('knows nothing of a key or an event that was never made', async () => {
    await expect(calendar().findMeeting(contract.mailbox, newKey())).resolves.toBeNull();
  });

  it('refuses a wrong secret, and nothing is made', async () => {
    const stranger = createCalendar({ ...contract.settings.calendar, clientSecret: 'wrong' });
    expect(await failureOf(stranger.createMeeting(meeting(4), newKey()))).toMatchObject({
      type: 'Vendor.AuthRefused',
      certainty: 'notSent',
    });
  });

  it('refuses a mailbox that does not exist', async () => {
    const failure = await failureOf(
      calendar().createMeeting({ ...meeting(4), organiser: 'nobody@nowhere.invalid' }, newKey()),
    );
    expect(failure).toMatchObject({ certainty: 'rejected' });
  });
});
