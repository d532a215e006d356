import { type Consideration, considerations, decisionSentence } from '../../domain/contact/explain.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import type { GraphqlContext } from './context.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { rowsOfParent } from './loaders.ts';
import { OutboundActionRef } from './outbound-action.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { wordsEnum } from './words.ts';

const rows = source('decision', [
  ...['id', 'leadId', 'createdAt', 'about', 'subject', 'verdict', 'at', 'reason', 'rule', 'policyVersion'],
  ...['inputs', 'causedBy'],
] as const);
const list = { source: rows, orderedBy: 'createdAt', size: 20 } as const;

const ContactKind = wordsEnum('ContactKind', 'How somebody was to be contacted.', [
  'call',
  'email',
  'meeting',
]);
const actionRows = source('outbound', ['id', 'decisionId', 'createdAt']);

const actionOf = async (context: GraphqlContext, decisionId: string) =>
  (
    await rowsOfParent(context, actionRows, { column: 'decisionId', id: decisionId, orderBy: 'createdAt' })
  )[0];

export const Verdict = wordsEnum('Verdict', 'Now, at an instant, not until something changes, or never.', [
  ...['allowed', 'at', 'wait', 'never'],
] as const);

export const ConsiderationRef = builder.objectRef<Consideration>('Consideration').implement({
  description: 'One thing that a decision looked at.',
  fields: (t) => ({
    what: t.exposeString('what', { description: 'What was looked at.' }),
    found: t.exposeString('found', { description: 'What was found, as people read it.' }),
  }),
});

export const DecisionRef = rowNode('Decision', rows);

builder.objectType(DecisionRef, {
  extensions: openToKeys('leads:read'),
  description: 'Whether a lead was contacted and why, with all that it was decided by.',
  fields: (t) => ({
    about: t.expose('about', { type: ContactKind, description: 'How the lead was to be contacted.' }),
    subject: t.exposeString('subject', { description: 'What for: the key of the action.' }),
    verdict: t.expose('verdict', { type: Verdict, description: 'What was decided.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'The instant it was put off to.' }),
    reason: t.exposeString('reason', { description: 'Why, as a code.' }),
    rule: t.exposeString('rule', { description: 'The rule that had the last word.' }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the tenant’s settings.' }),
    inputs: t.expose('inputs', { type: 'JSON', description: 'What the rules were given.' }),
    sentence: t.string({ description: 'Why, in one sentence.', resolve: (row) => decisionSentence(row) }),
    considered: t.field({
      type: [ConsiderationRef],
      // there are never more
      complexity: { field: 1, multiplier: 6 },
      description: 'What was looked at: zones, hours, caps used, consent.',
      resolve: (row) => considerations(row),
    }),
    ledTo: t.field({
      type: OutboundActionRef,
      nullable: true,
      description: 'The action that it was the word about; null when nothing was done.',
      resolve: async ({ id }, _args, context) => (await actionOf(context, id))?.id ?? null,
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it necessary to decide.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was decided.' }),
    lead: t.field({ type: LeadRef, description: 'Whom it was about.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(LeadRef, 'decisions', (t) =>
  t.connection({
    type: DecisionRef,
    description: 'Whether and why the lead was contacted, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);
