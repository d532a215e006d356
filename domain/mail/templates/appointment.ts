import { type Block, button, facts, text } from '../blocks.ts';
import type { MailWords } from '../words/words.ts';
import type { Write } from './write.ts';

const meeting = (
  { labels }: MailWords,
  { subject, when, staffName }: { subject: string; when: string; staffName: string },
): Block[] =>
  facts([
    [labels.what, subject],
    [labels.when, when],
    [labels.with, staffName],
  ]);

/** The ways to join and to change, as in every mail about a meeting that stands. */
const ways = (
  { buttons, manage }: MailWords,
  { joinUrl, manageUrl }: { joinUrl: string | null; manageUrl: string | null },
): Block[] => [
  ...button(buttons.join, joinUrl),
  ...(manageUrl ? [text(manage), ...button(buttons.change, manageUrl)] : []),
];

const written =
  (about: 'confirmed' | 'moved'): Write<'appointmentConfirmed' | 'appointmentMoved'> =>
  (data, { words }) => ({
    subject: words[about].subject(data.subject, data.when),
    preview: words.reminder.withStaff(data.staffName, data.when),
    reason: 'appointment',
    blocks: [
      text(words.hello(data.leadFirstName)),
      text(words[about].text),
      ...meeting(words, data),
      ...(data.invitationAttached ? [text(words.confirmed.attached)] : []),
      ...ways(words, data),
    ],
  });

export const appointmentConfirmed: Write<'appointmentConfirmed'> = written('confirmed');
export const appointmentMoved: Write<'appointmentMoved'> = written('moved');

export const appointmentCancelled: Write<'appointmentCancelled'> = (data, { words }) => ({
  subject: words.cancelled.subject(data.subject, data.when),
  preview: words.reminder.withStaff(data.staffName, data.when),
  reason: 'appointment',
  blocks: [
    text(words.hello(data.leadFirstName)),
    text(words.cancelled.text),
    ...meeting(words, data),
    ...(data.bookingUrl
      ? [text(words.cancelled.another), ...button(words.buttons.chooseAnother, data.bookingUrl)]
      : []),
  ],
});

export const missedAppointment: Write<'missedAppointment'> = (data, { business, words }) => ({
  subject: words.missed.subject(business),
  preview: words.missed.another,
  reason: 'appointment',
  blocks: [
    text(words.hello(data.leadFirstName)),
    text(words.missed.text),
    ...meeting(words, data),
    ...(data.bookingUrl
      ? [text(words.missed.another), ...button(words.buttons.chooseAnother, data.bookingUrl)]
      : []),
  ],
});

export const reminderLead: Write<'reminderLead'> = (data, { words }) => ({
  subject: words.reminder.subject(data.subject, data.when),
  preview: words.reminder.withStaff(data.staffName, data.when),
  reason: 'appointment',
  blocks: [
    text(words.hello(data.leadFirstName)),
    text(words.reminder.text),
    ...meeting(words, data),
    ...ways(words, data),
  ],
});
