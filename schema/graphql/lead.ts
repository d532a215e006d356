import { sql } from 'kysely';
import { leadStatuses, steps } from '../contracts/journey.ts';
import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import type { GraphqlContext } from './context.ts';
import { rowsById, rowsOfParent } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, read, source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';
import { wordsEnum } from './words.ts';

export const leadRows = source('lead', [
  ...['id', 'tenantId', 'createdAt', 'updatedAt', 'name', 'phone', 'email', 'phoneCountry', 'country'],
  ...['language', 'timeZone', 'interest', 'source', 'status', 'score', 'scoreReasons', 'sentiment'],
  ...['budgetMinor', 'budgetCurrency', 'answers', 'summary', 'tags', 'assignedTo', 'pausedAt', 'optedOutAt'],
  ...[
    'mergedInto',
    'erasedAt',
    'step',
    'nextAction',
    'nextActionAt',
    'attempts',
    'closedAt',
    'closeReason',
    'journeyRunId',
  ],
] as const);
export type LeadRow = RowOf<typeof leadRows>;

export const LeadStatusEnum = wordsEnum('LeadStatus', 'How far a lead has come.', leadStatuses);
export const StepEnum = wordsEnum('Step', 'Which step of the journey a lead is in.', steps);

export const LeadRef = rowNode('Lead', leadRows);

/** The lead as it is now, past what this request has loaded. */
export const freshLead = async (context: GraphqlContext, id: string): Promise<LeadRow | null> =>
  (await rowsById(context, leadRows, [id]))[0] ?? null;

/** The lead that this one is by now; itself when it was never merged. */
export const rootOf = (context: GraphqlContext, id: string): Promise<string> =>
  read(context, async (tables) => {
    const root = await tables
      .selectNoFrom(sql<string | null>`lead_root(${id}::uuid)`.as('id'))
      .executeTakeFirst();
    return root?.id ?? id;
  });

const Answer = builder.objectRef<{ question: string; answer: string }>('Answer').implement({
  description: 'What the lead said to a question of the talk.',
  fields: (t) => ({
    question: t.exposeString('question', { description: 'The id of the question in the tenant’s settings.' }),
    answer: t.exposeString('answer', { description: 'The answer as it was understood.' }),
  }),
});

export const Budget = builder.objectRef<{ amountMinor: number; currency: string }>('Budget').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amountMinor: t.exposeFloat('amountMinor', {
      description: 'The amount in the smallest unit of the currency, as a whole number.',
    }),
    currency: t.exposeString('currency', { description: 'The currency (ISO 4217).' }),
  }),
});

builder.objectType(LeadRef, {
  extensions: openToKeys('leads:read'),
  description: 'One person within the tenant, and what is known of them.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'The name as the person wrote it.' }),
    phone: t.exposeString('phone', { nullable: true, description: 'The phone number (E.164).' }),
    email: t.exposeString('email', { nullable: true, description: 'The e-mail address.' }),
    country: t.exposeString('country', { nullable: true, description: 'The country (ISO 3166).' }),
    phoneCountry: t.exposeString('phoneCountry', {
      nullable: true,
      description: 'The country of the phone number (ISO 3166).',
    }),
    language: t.exposeString('language', { description: 'The language the lead is spoken to in.' }),
    timeZone: t.exposeString('timeZone', { nullable: true, description: 'The time zone (IANA), if known.' }),
    interest: t.exposeString('interest', { nullable: true, description: 'What the lead asked about.' }),
    source: t.exposeString('source', { description: 'Where the lead came from.' }),
    status: t.expose('status', { type: LeadStatusEnum, description: 'How far the lead has come.' }),
    score: t.exposeInt('score', { nullable: true, description: 'How promising the lead is, 0 to 100.' }),
    scoreReasons: t.exposeStringList('scoreReasons', { description: 'Why the score is what it is.' }),
    sentiment: t.exposeString('sentiment', { nullable: true, description: 'The mood of the last talk.' }),
    summary: t.exposeString('summary', { nullable: true, description: 'What the last talk came to.' }),
    tags: t.exposeStringList('tags', { description: 'Words that staff put on the lead.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the lead first came.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything of it last changed.' }),
    optedOutAt: t.expose('optedOutAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when the lead is not contacted any more, by their own wish.',
    }),
    budget: t.field({
      type: Budget,
      nullable: true,
      description: 'What the lead would spend.',
      resolve: ({ budgetMinor, budgetCurrency }) =>
        budgetMinor === null || budgetCurrency === null
          ? null
          : { amountMinor: budgetMinor, currency: budgetCurrency },
    }),
    answers: t.field({
      type: [Answer],
      description: 'What the lead answered to the tenant’s questions.',
      resolve: ({ answers }) => Object.entries(answers).map(([question, answer]) => ({ question, answer })),
    }),
    assignedTo: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'Who of staff looks after the lead.',
      resolve: ({ assignedTo }, _args, context) => staffByKey(context, assignedTo),
    }),
    mergedInto: t.field({
      type: LeadRef,
      nullable: true,
      description: 'The lead that this one turned out to be.',
      resolve: ({ mergedInto }) => mergedInto,
    }),
    absorbed: t.field({
      type: [LeadRef],
      description:
        'The leads that turned out to be this one: what they have done and were told is part of its lists.',
      resolve: ({ id }, _args, context) =>
        rowsOfParent(context, leadRows, { column: 'mergedInto', id, orderBy: 'createdAt' }),
    }),
  }),
});
