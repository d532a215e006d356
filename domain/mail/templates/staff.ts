import { answered, button, facts, listed, text } from '../blocks.ts';
import { noteFacts } from '../words/words.ts';
import type { Write } from './write.ts';

/** A machine word as people of this language read it; one that is not known is left as it is. */
const worded = (words: Record<string, string>, code: string): string =>
  Object.hasOwn(words, code) ? (words[code] ?? code) : code;

export const callSummaryStaff: Write<'callSummaryStaff'> = (data, { words }) => {
  const { callSummaryStaff: say, labels, buttons } = words;
  const outcome = worded(words.outcomes, data.outcome);
  const { appointment, answers } = data;
  return {
    subject: say.subject(data.leadName, outcome, data.score),
    preview: data.nextStep,
    reason: 'staff',
    blocks: [
      text(data.summary),
      ...facts([
        [labels.lead, data.leadName],
        [labels.phone, data.leadPhone],
        [labels.email, data.leadEmail],
        [labels.outcome, outcome],
        [labels.status, worded(words.statuses, data.status)],
        [labels.score, say.points(data.score)],
        [labels.interest, data.interest],
        [labels.budget, data.budget],
        [labels.sentiment, worded(words.sentiments, data.sentiment)],
        [labels.appointment, appointment && say.appointment(appointment.when, appointment.staffName)],
        [labels.nextStep, data.nextStep],
      ]),
      ...(answers.length > 0 ? [{ kind: 'heading' as const, text: say.answers }, answered(answers)] : []),
      ...listed(say.objections, data.objections),
      ...listed(say.whyScore, data.scoreReasons),
      ...(data.notConfirmed > 0 ? [text(say.notConfirmed(data.notConfirmed))] : []),
      ...button(buttons.openLead, data.leadUrl),
    ],
  };
};

export const reminderStaff: Write<'reminderStaff'> = (data, { words }) => {
  const { reminder: say, labels, buttons } = words;
  return {
    subject: say.subject(data.leadName, data.when),
    preview: data.summary ?? data.when,
    reason: 'staff',
    blocks: [
      text(words.hello(data.staffName)),
      text(say.staffText),
      ...facts([
        [labels.lead, data.leadName],
        [labels.phone, data.leadPhone],
        [labels.when, data.when],
      ]),
      ...(data.summary ? [{ kind: 'heading' as const, text: say.fromCall }, text(data.summary)] : []),
      ...button(buttons.join, data.joinUrl),
      ...button(buttons.openLead, data.leadUrl),
    ],
  };
};

export const staffNote: Write<'staffNote'> = (data, { words: { notes, noteLabels } }) => ({
  subject: notes[data.kind].title(data.lead),
  preview: notes[data.kind].text,
  reason: 'staff',
  blocks: [
    text(notes[data.kind].text),
    ...facts(noteFacts.map((fact) => [noteLabels[fact], data.facts[fact]])),
  ],
});
