import { fillIn } from '../../tenant/fill-in.ts';
import { answered, button, facts, text } from '../blocks.ts';
import type { Write } from './write.ts';

export const welcome: Write<'welcome'> = (data, { business, words: { welcome: say, hello, labels } }) => ({
  subject: say.subject(business),
  preview: say.preview,
  reason: 'enquiry',
  blocks: [
    text(hello(data.leadFirstName)),
    text(say.thanks(data.interest)),
    text(data.agentName ? say.isCalled(data.agentName) : say.isWritten),
    ...(data.agentName ? facts([[labels.callFrom, data.callFrom]]) : []),
    text(say.answerThis),
  ],
});

export const callSummaryLead: Write<'callSummaryLead'> = (data, { business, words }) => {
  const { callSummaryLead: say, hello, labels, buttons } = words;
  const { appointment, answers, bookingUrl } = data;
  return {
    subject: appointment ? say.subjectBooked(business) : say.subject(business),
    preview: appointment ? say.previewBooked(appointment.when) : say.preview,
    reason: 'call',
    blocks: [
      text(hello(data.leadFirstName)),
      text(say.thanks(data.agentName)),
      ...(data.summary ? [text(data.summary)] : []),
      ...(answers.length > 0 ? [text(say.noted), answered(answers)] : []),
      ...(appointment
        ? [
            text(say.booked),
            ...facts([
              [labels.when, appointment.when],
              [labels.with, appointment.staffName],
            ]),
            ...button(buttons.change, bookingUrl),
          ]
        : bookingUrl
          ? [text(say.next), ...button(buttons.chooseTime, bookingUrl)]
          : []),
    ],
  };
};

export const offerSlots: Write<'offerSlots'> = (
  data,
  { business, words: { offer: say, hello, buttons } },
) => ({
  subject: say.subject(business),
  preview: data.slots[0]?.when ?? say.preview,
  reason: 'enquiry',
  blocks: [
    text(hello(data.leadFirstName)),
    ...(data.slots.length > 0
      ? [
          text(say.theseAreFree),
          ...data.slots.flatMap(({ when, url }) => button(when, url)),
          ...button(buttons.allTimes, data.bookingUrl),
        ]
      : [text(say.chooseSoon), ...button(buttons.chooseTime, data.bookingUrl)]),
    text(say.until(data.until)),
  ],
});

export const followUp: Write<'followUp'> = (data, { business, words: { hello, buttons } }) => {
  const values = { firstName: data.leadFirstName ?? '', business };
  const own = fillIn(data.text, values);
  return {
    subject: fillIn(data.subject, values),
    preview: own.split('\n')[0] ?? '',
    reason: 'enquiry',
    blocks: [text(hello(data.leadFirstName)), text(own), ...button(buttons.chooseTime, data.bookingUrl)],
  };
};

export const reply: Write<'reply'> = (data, { words }) => ({
  subject: /^(re|aw|ynt)\s*:/i.test(data.subject) ? data.subject : `${words.reply.prefix}: ${data.subject}`,
  preview: data.text.split('\n')[0] ?? '',
  reason: 'message',
  blocks: [text(data.text)],
});
