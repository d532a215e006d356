import type { CheckedSummary, DroppedFact, SummaryFact } from '../contracts/talk.ts';
import { builder } from './builder.ts';
import { CallRef } from './call.ts';
import { Budget, LeadRef } from './lead.ts';
import { loadOne } from './loaders.ts';
import { read } from './rows.ts';
import { wordsEnum } from './words.ts';

const FactKind = wordsEnum('SummaryFactKind', 'What was said.', [
  'answer',
  'objection',
  'interest',
  'budget',
]);
const TalkOutcome = wordsEnum('TalkOutcome', 'What a talk came to, as far as rows and words confirm it.', [
  ...['interested', 'notInterested', 'callBack', 'booked', 'wrongNumber', 'optedOut'],
] as const);

const FactRef = builder.objectRef<SummaryFact>('SummaryFact').implement({
  description: 'Something that the lead said in the talk.',
  fields: (t) => ({
    kind: t.expose('kind', { type: FactKind, description: 'What it is.' }),
    question: t.exposeString('questionId', {
      nullable: true,
      description: 'The id of the question that it answers.',
    }),
    text: t.exposeString('text', { description: 'What was said.' }),
    turns: t.exposeIntList('turns', {
      description: 'In which turns of the talk, counted from 1 over what lead and agent said.',
    }),
  }),
});

const DroppedRef = builder.objectRef<DroppedFact>('DroppedFact').implement({
  description: 'Something that a model claimed and the transcript does not confirm. Nothing is made of it.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description: 'What it would have been: answer, budget, summary, outcome.',
    }),
    question: t.exposeString('questionId', {
      nullable: true,
      description: 'The id of the question that it would have answered.',
    }),
    text: t.exposeString('text', { description: 'What was claimed.' }),
    because: t.exposeString('because', {
      description: 'Why it was dropped, as a code: notSaid, number, date.',
    }),
  }),
});

const CallSummaryRef = builder.objectRef<Partial<CheckedSummary>>('CallSummary').implement({
  description: 'What a talk came to, checked against what the lead said.',
  fields: (t) => ({
    outcome: t.field({
      type: TalkOutcome,
      nullable: true,
      description: 'What it came to.',
      resolve: ({ outcome }) => outcome,
    }),
    summary: t.string({
      description: 'For staff, in their language.',
      resolve: ({ summary }) => summary ?? '',
    }),
    leadSummary: t.string({
      nullable: true,
      description: 'For the lead, in theirs; null when nothing of it could be confirmed.',
      resolve: ({ leadSummary }) => leadSummary,
    }),
    nextStep: t.string({ description: 'What comes next.', resolve: ({ nextStep }) => nextStep ?? '' }),
    sentiment: t.string({
      nullable: true,
      description: 'The mood of the talk.',
      resolve: ({ sentiment }) => sentiment,
    }),
    budget: t.field({
      type: Budget,
      nullable: true,
      description: 'What the lead would spend, by their own words.',
      resolve: ({ budget }) => budget,
    }),
    score: t.int({
      nullable: true,
      description: 'How promising the lead is by this talk, 0 to 100.',
      resolve: ({ score }) => score,
    }),
    scoreReasons: t.stringList({
      description: 'Why the score is what it is.',
      resolve: ({ scoreReasons }) => scoreReasons ?? [],
    }),
    facts: t.field({
      type: [FactRef],
      description: 'What the lead said, each with the turns that show it.',
      resolve: ({ facts }) => facts ?? [],
    }),
    notConfirmed: t.field({
      type: [DroppedRef],
      description: 'What the model claimed besides, and the transcript does not confirm.',
      resolve: ({ dropped }) => dropped ?? [],
    }),
    byModel: t.boolean({
      description: 'Whether a model summed it up; otherwise it says what our own rows know.',
      resolve: ({ byModel }) => byModel ?? false,
    }),
  }),
});

builder.objectField(CallRef, 'summary', (t) =>
  t.field({
    type: CallSummaryRef,
    nullable: true,
    description: 'The summary of the talk.',
    resolve: ({ summary }) => summary as Partial<CheckedSummary> | null,
  }),
);

builder.objectField(LeadRef, 'callSummary', (t) =>
  t.field({
    type: CallSummaryRef,
    nullable: true,
    description: 'The summary of the last talk that was summed up.',
    resolve: ({ id }, _args, context) =>
      loadOne(context, 'last call summary', id, async (leadIds) => {
        const rows = await read(context, (tables) =>
          tables
            .selectFrom('call_attempt')
            .distinctOn('leadId')
            .select(['leadId', 'summary'])
            .where('leadId', 'in', leadIds)
            .where('summary', 'is not', null)
            .orderBy('leadId')
            .orderBy('createdAt', 'desc')
            .execute(),
        );
        return new Map(rows.map(({ leadId, summary }) => [leadId, summary as Partial<CheckedSummary>]));
      }),
  }),
);
