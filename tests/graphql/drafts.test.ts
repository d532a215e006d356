// GraphQL on a real database: replies that wait, what was said in a talk, and messages as they came.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { Message } from '../../schema/database/conversations/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, fakeCommands, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let other: SeededLead;
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha', 1);
  other = await seedLead(database.db, tenantId, 'Alpha', 2);
});
afterAll(() => database.drop());

const read = (query: string, variables: Record<string, unknown> = {}) =>
  ask(database.db, asRole(tenantId, 'viewer'), query, variables);

describe('the drafts', () => {
  const list = `query ($state: DraftState, $lead: ID) {
    drafts(state: $state, leadId: $lead) { nodes {
      id state kind text confidence sources heldBecause supersededBy { id } lead { id } message { id }
    } }
  }`;

  test('are listed, newest first, by state and by lead', async () => {
    const { data, errors } = await read(list);
    expect(errors).toEqual([]);
    expect(data.drafts.nodes).toHaveLength(4);
    const held = await read(list, { state: 'HELD' });
    expect(held.data.drafts.nodes.map(({ lead: { id } }: { lead: { id: string } }) => id)).toEqual(
      [other, lead].map(({ leadId }) => globalId('Lead', leadId)),
    );
    const ofLead = await read(list, { lead: globalId('Lead', lead.leadId) });
    expect(ofLead.data.drafts.nodes).toHaveLength(2);
    for (const id of [globalId('Draft', lead.draftId), globalId('Lead', 'x'), 'rubbish']) {
      const ofNobody = await read(list, { lead: id });
      expect(ofNobody).toEqual({ data: { drafts: { nodes: [] } }, errors: [] });
    }
  });

  test('say why they wait, and what took their place', async () => {
    const { data } = await read(list, { lead: globalId('Lead', lead.leadId) });
    const draft = { confidence: 0.2, heldBecause: 'unsure', kind: 'ANSWER', text: 'Alpha draft' };
    expect(data.drafts.nodes).toContainEqual(
      expect.objectContaining({ ...draft, state: 'HELD', sources: ['Alpha'], supersededBy: null }),
    );
    expect(data.drafts.nodes).toContainEqual(
      expect.objectContaining({
        state: 'SUPERSEDED',
        supersededBy: { id: globalId('Draft', lead.draftId) },
      }),
    );
  });
});

describe('a decision', () => {
  const decide = async (input: Record<string, unknown>) => {
    const { asked, command } = fakeCommands();
    const query = `mutation ($input: DecideDraftInput!) { decideDraft(input: $input) { __typename
      ... on CommandPayload { command { status } } ... on InvalidInput { field } ... on NotFound { what } } }`;
    const viewer = asRole(tenantId, 'agent');
    const { data, errors } = await ask(database.db, viewer, query, { input }, { command });
    return { answer: data?.decideDraft, errors, asked };
  };
  const draftId = () => globalId('Draft', lead.draftId);

  test.each([
    [
      { decision: 'APPROVE', text: 'ignored' },
      { decision: 'approve', text: null, reason: null },
    ],
    [
      { decision: 'EDIT', text: ' Better. ' },
      { decision: 'edit', text: 'Better.', reason: null },
    ],
    [
      { decision: 'REJECT', reason: 'wrong' },
      { decision: 'reject', text: null, reason: 'wrong' },
    ],
  ])('%j hands the journey what was asked', async (input, particulars) => {
    const { asked, errors } = await decide({ draftId: draftId(), ...input });
    expect(errors).toEqual([]);
    expect(asked).toMatchObject([
      { leadId: lead.leadId, name: 'decideDraft', arguments: { draftId: lead.draftId, ...particulars } },
    ]);
  });

  test.each([
    [() => ({ draftId: draftId(), decision: 'EDIT', text: '  ' }), { field: 'text' }],
    [() => ({ draftId: draftId(), decision: 'EDIT' }), { field: 'text' }],
    [() => ({ draftId: globalId('Lead', lead.leadId), decision: 'APPROVE' }), { field: 'draftId' }],
    [() => ({ draftId: globalId('Draft', uuidV7()), decision: 'APPROVE' }), { what: 'Draft' }],
  ])('that can be mended is answered so, and no journey is asked', async (input, answer) => {
    const decided = await decide(input());
    expect(decided.answer).toMatchObject(answer);
    expect(decided.asked).toEqual([]);
  });
});

test('the summary of a talk shows what was said where, and what was not confirmed', async () => {
  const facts = [{ kind: 'answer', questionId: 'country', text: 'Canada', turns: [2] }];
  const dropped = [{ kind: 'budget', questionId: null, text: '99 USD', because: 'notSaid' }];
  const summary = {
    outcome: 'callBack',
    summary: 'Canada.',
    leadSummary: null,
    facts,
    dropped,
    byModel: true,
  };
  await database.db.inTenant(tenantId, (tx) =>
    tx.nativeUpdate(CallAttempt, { id: lead.callId }, { summary }),
  );
  const { data, errors } = await read(
    `query ($id: ID!) { node(id: $id) { ... on Call { summary { outcome summary leadSummary byModel
      facts { kind question text turns } notConfirmed { kind text because } } } } }`,
    { id: globalId('Call', lead.callId) },
  );
  expect(errors).toEqual([]);
  expect(data.node.summary).toEqual({
    outcome: 'CALL_BACK',
    summary: 'Canada.',
    leadSummary: null,
    byModel: true,
    facts: [{ kind: 'ANSWER', question: 'country', text: 'Canada', turns: [2] }],
    notConfirmed: [{ kind: 'budget', text: '99 USD', because: 'notSaid' }],
  });
});

test('a message shows who wrote it, what they added, and which files came along', async () => {
  const at = new Date();
  const row = { id: uuidV7(), tenantId, createdAt: at, at, leadId: lead.leadId, channel: 'email' } as const;
  await database.db.inTenant(tenantId, (tx) =>
    tx.insert(Message, {
      ...row,
      direction: 'inbound',
      text: 'Fine.\n> Shall we?',
      ownText: 'Fine.',
      fromAddress: 'work@office.example',
      automatic: 'autoReply',
      attachments: [{ name: 'cv.pdf', contentType: 'application/pdf', size: 7 }],
      causedBy: { kind: 'system', id: 'test' },
    }),
  );
  const { data } = await read(
    'query ($id: ID!) { lead(id: $id) { messages(first: 1) { nodes { direction ownText from automatic attachments { name contentType size } } } } }',
    { id: globalId('Lead', lead.leadId) },
  );
  expect(data.lead.messages.nodes).toEqual([
    {
      direction: 'INBOUND',
      ownText: 'Fine.',
      from: 'work@office.example',
      automatic: 'AUTO_REPLY',
      attachments: [{ name: 'cv.pdf', contentType: 'application/pdf', size: 7 }],
    },
  ]);
});
