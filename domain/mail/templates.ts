import { fillIn } from '../tenant/fill-in.ts';
import { answered, button, facts, hello, listed, type MailContent, text } from './blocks.ts';
import type { MailData, MailTemplate } from './mail-data.ts';

/** What every e-mail knows about its sender. */
export interface Sender {
  business: string;
}

type Write<T extends MailTemplate> = (data: MailData[T], sender: Sender) => MailContent;

const welcome: Write<'welcome'> = (data, { business }) => ({
  subject: `Thank you for your enquiry – ${business}`,
  preview: 'Your enquiry has arrived.',
  blocks: [
    hello(data.leadFirstName),
    text(
      `thank you for your enquiry${data.interest ? ` about “${data.interest}”` : ''}. It has arrived safely.`,
    ),
    text(
      data.agentName
        ? `${data.agentName}, our digital assistant, will call you shortly to ask a few questions and to find a time for a talk with one of our consultants.`
        : 'One of our consultants will get back to you by e-mail.',
    ),
    ...(data.agentName ? facts({ 'We call from': data.callFrom }) : []),
    text('If you have a question in the meantime, simply answer this e-mail.'),
  ],
});

const callSummaryStaff: Write<'callSummaryStaff'> = (data) => ({
  subject: `Call with ${data.leadName}: ${data.outcome}, score ${data.score}`,
  preview: data.nextStep,
  blocks: [
    text(data.summary),
    ...facts({
      Lead: data.leadName,
      Phone: data.leadPhone,
      'E-mail': data.leadEmail,
      Outcome: data.outcome,
      Status: data.status,
      Score: `${data.score} of 100`,
      Interest: data.interest,
      Budget: data.budget,
      Sentiment: data.sentiment,
      Appointment: data.appointment && `${data.appointment.when}, with ${data.appointment.staffName}`,
      'Next step': data.nextStep,
    }),
    ...(data.answers.length > 0
      ? [{ kind: 'heading' as const, text: 'Answers' }, answered(data.answers)]
      : []),
    ...listed('Objections', data.objections),
    ...listed('Why this score', data.scoreReasons),
    ...button('Open the lead', data.leadUrl),
  ],
});

const callSummaryLead: Write<'callSummaryLead'> = (data, { business }) => ({
  subject: data.appointment ? `Our call, and your appointment with ${business}` : `Our call – ${business}`,
  preview: data.appointment
    ? `Your appointment: ${data.appointment.when}`
    : 'What we noted, and the next step.',
  blocks: [
    hello(data.leadFirstName),
    text(`thank you for talking with ${data.agentName} today.`),
    ...(data.answers.length > 0
      ? [
          text('This is what we noted; if something is not right, simply answer this e-mail.'),
          answered(data.answers),
        ]
      : []),
    ...(data.appointment
      ? [
          text(
            'Your appointment is booked. The invitation with the link to the online meeting comes separately.',
          ),
          ...facts({ When: data.appointment.when, With: data.appointment.staffName }),
          ...button('Change or cancel', data.bookingUrl),
        ]
      : data.bookingUrl
        ? [
            text('The next step is a talk with one of our consultants. Please choose a time that suits you.'),
            ...button('Choose a time', data.bookingUrl),
          ]
        : []),
  ],
});

const reminderLead: Write<'reminderLead'> = (data) => ({
  subject: `Reminder: ${data.subject}, ${data.when}`,
  preview: `With ${data.staffName}, ${data.when}`,
  blocks: [
    hello(data.leadFirstName),
    text('this is a reminder of your appointment.'),
    ...facts({ What: data.subject, When: data.when, With: data.staffName }),
    ...button('Join the meeting', data.joinUrl),
    ...(data.manageUrl
      ? [text('Does the time not suit you any more?'), ...button('Change or cancel', data.manageUrl)]
      : []),
  ],
});

const reminderStaff: Write<'reminderStaff'> = (data) => ({
  subject: `Reminder: ${data.leadName}, ${data.when}`,
  preview: data.summary ?? data.when,
  blocks: [
    text(`Hello ${data.staffName},`),
    text('you have an appointment with a lead.'),
    ...facts({ Lead: data.leadName, Phone: data.leadPhone, When: data.when }),
    ...(data.summary ? [{ kind: 'heading' as const, text: 'From the call' }, text(data.summary)] : []),
    ...button('Join the meeting', data.joinUrl),
    ...button('Open the lead', data.leadUrl),
  ],
});

const offerSlots: Write<'offerSlots'> = (data, { business }) => ({
  subject: `Choose a time for your talk with ${business}`,
  preview: data.slots[0]?.when ?? 'Choose a time that suits you.',
  blocks: [
    hello(data.leadFirstName),
    ...(data.slots.length > 0
      ? [
          text('we would like to talk with you. These times are free at the moment:'),
          ...data.slots.flatMap(({ when, url }) => button(when, url)),
          ...button('See all times', data.bookingUrl),
        ]
      : [
          text('we would like to talk with you. Please choose a time that suits you.'),
          ...button('Choose a time', data.bookingUrl),
        ]),
    text(`This offer stands until ${data.until}.`),
  ],
});

const followUp: Write<'followUp'> = (data, { business }) => {
  const values = { firstName: data.leadFirstName ?? '', business };
  const words = fillIn(data.text, values);
  return {
    subject: fillIn(data.subject, values),
    preview: words.split('\n')[0] ?? '',
    blocks: [hello(data.leadFirstName), text(words), ...button('Choose a time', data.bookingUrl)],
  };
};

const reply: Write<'reply'> = (data) => ({
  subject: /^(re|aw|ynt)\s*:/i.test(data.subject) ? data.subject : `Re: ${data.subject}`,
  preview: '',
  blocks: [text(data.text)],
});

const staffAlert: Write<'staffAlert'> = (data) => ({
  subject: data.title,
  preview: data.text,
  blocks: [
    text(data.text),
    ...(data.facts.length > 0 ? [{ kind: 'facts' as const, facts: data.facts }] : []),
    ...button('Open the lead', data.leadUrl),
  ],
});

/** Every e-mail that we write, by name. */
export const templates: { [T in MailTemplate]: Write<T> } = {
  welcome,
  callSummaryStaff,
  callSummaryLead,
  reminderLead,
  reminderStaff,
  offerSlots,
  followUp,
  reply,
  staffAlert,
};
