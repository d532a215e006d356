import { builder } from './builder.ts';
import type { ContactAnswer, Contactability, GraphqlContext } from './context.ts';
import { ConsiderationRef, Verdict } from './decision.ts';
import { LeadRef } from './lead.ts';
import { loadOne } from './loaders.ts';

const AnswerRef = builder.objectRef<ContactAnswer>('ContactAnswer').implement({
  description: 'Whether a lead may be contacted in one way at this moment.',
  fields: (t) => ({
    allowed: t.boolean({
      description: 'Whether it may be done now.',
      resolve: ({ verdict }) => verdict === 'allowed',
    }),
    verdict: t.expose('verdict', {
      type: Verdict,
      description: 'Now, at an instant, not until something changes, or never.',
    }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'From when on it may be done.' }),
    reason: t.exposeString('reason', { description: 'Why, as a code.' }),
    rule: t.exposeString('rule', { description: 'The rule that has the last word.' }),
    sentence: t.exposeString('sentence', { description: 'Why, in one sentence.' }),
    considered: t.field({
      type: [ConsiderationRef],
      complexity: { field: 1, multiplier: 6 },
      description: 'What was looked at.',
      resolve: ({ considered }) => considered,
    }),
  }),
});

const ContactabilityRef = builder.objectRef<Contactability>('Contactability').implement({
  description:
    'Whether a lead may be contacted at this moment, by the same rules that decide when it is done.',
  fields: (t) => ({
    call: t.field({ type: AnswerRef, description: 'By phone.', resolve: ({ call }) => call }),
    email: t.field({
      type: AnswerRef,
      description: 'By an e-mail that nobody asked for.',
      resolve: ({ email }) => email,
    }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the tenant’s settings.' }),
  }),
});

/** Of however many leads: one request never takes more than one connection of the pool for it. */
const oneAfterAnother = async (
  { contactability }: GraphqlContext,
  leadIds: readonly string[],
): Promise<Map<string, Contactability>> => {
  const answers = new Map<string, Contactability>();
  for (const id of leadIds) {
    const answer = await contactability?.(id);
    if (answer) answers.set(id, answer);
  }
  return answers;
};

builder.objectField(LeadRef, 'contactability', (t) =>
  t.field({
    type: ContactabilityRef,
    nullable: true,
    // a dozen statements for each lead: a page of twenty is in order, one of a hundred is not
    complexity: 350,
    description:
      'Whether the lead may be called and written to now, else when and why not. Null where it cannot be told.',
    resolve: async ({ id }, _args, context) =>
      (await loadOne(context, 'contactability', id, (ids) => oneAfterAnother(context, ids))) ?? null,
  }),
);
