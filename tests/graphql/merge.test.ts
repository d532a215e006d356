// GraphQL on a real database: leads that were merged, and leads that may be one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSendCommand } from '../../api/send-command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead, seedProposal } from '../support/seed-lead.ts';
import { ask, asRole, type Data, globalId, tells } from './ask.ts';
import { statementsOf } from './statements-of.ts';

let database: TestDatabase;
let tenantId: string;
let seeded = 0;
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
});
afterAll(() => database.drop());

const newLead = (): Promise<SeededLead> => {
  seeded += 1;
  return seedLead(database.db, tenantId, 'Alpha', seeded);
};
const idOf = ({ leadId }: SeededLead): string => globalId('Lead', leadId);

const asked = async (query: string, variables: Record<string, unknown>): Promise<Data> => {
  const command = createSendCommand(database.db, async () => ({ kind: 'closed' }), testLinkSecret);
  const { data, errors } = await ask(database.db, asRole(tenantId, 'agent'), query, variables, { command });
  expect(errors).toEqual([]);
  return data;
};

const answer =
  '{ ... on CommandPayload { command { status code } lead { id } } ... on UserError { message } }';
const merge = (one: SeededLead, other: SeededLead): Promise<Data> =>
  asked(
    `mutation ($a: ID!, $b: ID!) { merge(input: { leadId: $a, otherLeadId: $b, requestKey: "once" }) ${answer} }`,
    { a: idOf(one), b: idOf(other) },
  );

const propose = async (): Promise<{ one: SeededLead; other: SeededLead; id: string }> => {
  const [one, other] = [await newLead(), await newLead()];
  const id = await seedProposal(database.db, tenantId, [one.leadId, other.leadId]);
  return { one, other, id: globalId('MergeProposal', id) };
};

describe('two leads that were merged', () => {
  test('are followed as one, by either id, in as many statements however much happens', async () => {
    const [one, other, stranger] = [await newLead(), await newLead(), await newLead()];
    await merge(one, other);
    const lines = await database.db.inTenant(tenantId, (tx) =>
      tx.execute<{ id: string; lead_id: string }[]>(
        'select id, lead_id from timeline_event where lead_id in (?, ?, ?) order by id',
        [one.leadId, other.leadId, stranger.leadId],
      ),
    );
    const changes = lines.map(({ id: ref, lead_id: parentId }) => ({
      ...{ kind: 'timeline' as const, ref, parentId, cursor: ref },
    }));
    const follow = async (id: string, told: typeof changes) => {
      const query = 'subscription ($id: ID!) { timelineAdded(leadId: $id) { cursor } }';
      const live = tells(told);
      const { data } = await ask(database.db, asRole(tenantId, 'viewer'), query, { id }, { live });
      return data.timelineAdded.slice(1).map(({ cursor }: Data) => cursor);
    };
    const theirs = lines.filter(({ lead_id }) => lead_id !== stranger.leadId).map(({ id }) => id);
    for (const id of [idOf(one), idOf(other)]) expect(await follow(id, changes)).toEqual(theirs);
    const statements = async (told: typeof changes) =>
      (await statementsOf(() => follow(idOf(one), told))).length;
    expect(await statements(changes)).toBe(await statements(changes.slice(0, 1)));
  });

  test('show both histories in one, newest first, each event marked with the lead it was of', async () => {
    const [one, other] = [await newLead(), await newLead()];
    expect((await merge(one, other)).merge).toMatchObject({
      command: { status: 'DONE', code: 'merged' },
    });
    const lists = ['timeline', 'calls', 'messages', 'decisions', 'commands', 'emails'];
    lists.push('drafts', 'staffNotes');
    const query = `query ($id: ID!) { lead(id: $id) { id absorbed { id } appointments { lead { id } } consents { lead { id } }
      ${lists.map((list) => `${list}(first: 20) { nodes { id lead { id } } }`).join(' ')} }
      drafts(leadId: $id) { nodes { lead { id } } } }`;
    for (const id of [idOf(one), idOf(other)]) {
      const { lead, drafts } = await asked(query, { id });
      expect(lead.id).toBe(idOf(one));
      expect(lead.absorbed).toEqual([{ id: idOf(other) }]);
      for (const list of lists) {
        const of = lead[list].nodes.map((node: Data) => node.lead.id);
        expect([list, new Set(of)]).toEqual([list, new Set([idOf(one), idOf(other)])]);
      }
      for (const short of ['appointments', 'consents']) {
        const of = lead[short].map((entry: Data) => entry.lead.id);
        expect([short, new Set(of)]).toEqual([short, new Set([idOf(one), idOf(other)])]);
      }
      expect(drafts.nodes).toHaveLength(4);
    }
  });

  test('come in pages without a gap or a double', async () => {
    const [one, other] = [await newLead(), await newLead()];
    await merge(one, other);
    const page = async (after: string | null): Promise<Data> => {
      const query = `query ($id: ID!, $after: String) {
        lead(id: $id) { timeline(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
      return (await asked(query, { id: idOf(one), after })).lead.timeline;
    };
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo } = await page(after);
      seen.push(...nodes.map(({ id }: Data) => id));
      more = pageInfo.hasNextPage;
      after = pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(5);
  });

  test('are one in the list of leads, and node still knows the one that was absorbed', async () => {
    const [one, other] = [await newLead(), await newLead()];
    await merge(one, other);
    const { leads } = await asked('{ leads(first: 50) { nodes { id } } }', {});
    const ids = leads.nodes.map(({ id }: Data) => id);
    expect(ids).toContain(idOf(one));
    expect(ids).not.toContain(idOf(other));
    const { node } = await asked(
      'query ($id: ID!) { node(id: $id) { id ... on Lead { mergedInto { id } } } }',
      {
        id: idOf(other),
      },
    );
    expect(node).toEqual({ id: idOf(other), mergedInto: { id: idOf(one) } });
  });

  test('a command to the absorbed one is answered with the lead it is by now; the same merge again is the same command', async () => {
    const [one, other] = [await newLead(), await newLead()];
    const first = await merge(one, other);
    expect(await merge(one, other)).toEqual(first);
    const { optOut } = await asked(`mutation ($id: ID!) { optOut(input: { leadId: $id }) ${answer} }`, {
      id: idOf(other),
    });
    expect(optOut).toMatchObject({ lead: { id: idOf(one) } });
  });
});

describe('a proposed merge', () => {
  const decide = (id: string): Promise<Data> =>
    asked(`mutation ($id: ID!) { rejectMerge(input: { proposalId: $id }) ${answer} }`, { id });
  const stateOf = async (id: string): Promise<Data> =>
    (await asked('query ($id: ID!) { node(id: $id) { ... on MergeProposal { state decidedBy } } }', { id }))
      .node;

  test('is accepted by the merge of the two, and then it is decided', async () => {
    const { one, other, id } = await propose();
    const { mergeProposals } = await asked('{ mergeProposals { nodes { id reason leads { id } } } }', {});
    expect(mergeProposals.nodes).toEqual([
      { id, reason: 'PHONE_IN_MAIL', leads: [{ id: idOf(one) }, { id: idOf(other) }] },
    ]);
    expect((await merge(other, one)).merge).toMatchObject({ lead: { id: idOf(one) } });
    expect(await stateOf(id)).toEqual({ state: 'ACCEPTED', decidedBy: 'staff:agent' });
    expect((await asked('{ mergeProposals { nodes { id } } }', {})).mergeProposals.nodes).toEqual([]);
    expect((await decide(id)).rejectMerge).toMatchObject({ command: { code: 'nothingToDo' } });
  });

  test('is rejected: the two stay, and both timelines say who decided', async () => {
    const { one, other, id } = await propose();
    expect((await decide(id)).rejectMerge).toMatchObject({
      command: { code: 'mergeRejected' },
    });
    expect(await stateOf(id)).toEqual({ state: 'REJECTED', decidedBy: 'staff:agent' });
    for (const who of [one, other]) {
      const { lead } = await asked(
        'query ($id: ID!) { lead(id: $id) { mergedInto { id } timeline(first: 1) { nodes { kind actor } } } }',
        { id: idOf(who) },
      );
      expect(lead).toMatchObject({
        mergedInto: null,
        timeline: { nodes: [{ kind: 'mergeRejected', actor: 'staff:agent' }] },
      });
    }
    expect((await decide(id)).rejectMerge).toMatchObject({ command: { code: 'nothingToDo' } });
  });

  test('that is none is named', async () => {
    const none = globalId('MergeProposal', '01900000-0000-7000-8000-000000000000');
    expect((await decide(none)).rejectMerge).toEqual({
      message: 'There is no such proposal.',
    });
    expect((await decide('rubbish')).rejectMerge.message).toMatch('proposalId');
  });
});

test('leads are found by who looks after them', async () => {
  const lead = await newLead();
  const { assign } = await asked(
    `mutation ($id: ID!) { assign(input: { leadId: $id, staffKey: "admin" }) ${answer} }`,
    { id: idOf(lead) },
  );
  // the journey is closed here: its answer stands for what a running one applies
  expect(assign).toMatchObject({ command: { status: 'REFUSED', code: 'leadClosed' } });
  await database.db.inTenant(tenantId, (tx) =>
    tx.execute(`update lead set assigned_to = 'admin' where id = ?`, [lead.leadId]),
  );
  const { leads } = await asked(
    '{ leads(filter: { assignedTo: "admin" }) { nodes { id assignedTo { key } } } }',
    {},
  );
  expect(leads.nodes).toEqual([{ id: idOf(lead), assignedTo: { key: 'admin' } }]);
});
