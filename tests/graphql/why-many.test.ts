// "Why did this happen?" on a real database, of what began with many leads at once: over rows as their writers leave them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBulkActivities } from '../../activities/bulk/index.ts';
import { createCommandActivities } from '../../activities/commands/index.ts';
import type { Ports } from '../../activities/ports.ts';
import type { BulkArguments, BulkName } from '../../schema/contracts/bulk.ts';
import { beginBulk } from '../../schema/database/bulk/begin-bulk.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type ImportWorld, importWorld } from '../imports/import-world.ts';
import { testLinkSecret } from '../support/seed.ts';
import { ask, asRole, globalId } from './ask.ts';

let world: ImportWorld;
let importId: string;
let leads: { id: string; number: number }[];

beforeAll(async () => {
  world = await importWorld();
  const people = Array.from({ length: 4 }, (_, n) => `P ${n},p${n}@mail.example,fair`);
  importId = await world.bring(['name,email,source', ...people].join('\n'));
  leads = await world.rows(
    'select lead_id as id, number from lead_import_row where import_id = ? order by number',
    importId,
  );
});
afterAll(() => world.close());

const whyOf = async (type: string, id: string, role: 'admin' | 'viewer' = 'admin') => {
  const { data, errors } = await ask(
    world.db,
    asRole(world.tenantId, role),
    `query ($id: ID!) { why(id: $id) { origin story
      steps { kind sentence node { __typename id ... on LeadImport { uploadedBy } ... on BulkCommand { actor total } } } } }`,
    { id: globalId(type, id) },
  );
  expect(errors).toEqual([]);
  return data.why;
};
const kinds = (why: { steps: { kind: string }[] }) => why.steps.map(({ kind }) => kind);

describe('the answer to "why?" leads to the file and who sent it', () => {
  const story = 'Alpha admin sent a file of 4 rows. Alpha admin imported the lead from a file.';

  test('of a lead, and of the first line of its timeline', async () => {
    const [lead] = leads;
    const why = await whyOf('Lead', lead?.id ?? '');
    expect([kinds(why), why.origin]).toEqual([['LEAD', 'INBOUND_EVENT', 'LEAD_IMPORT'], 'IMPORT']);
    expect(why.story).toBe(`${story} The lead came by fair.`);
    expect(why.steps.at(-1).node).toEqual({
      ...{ __typename: 'LeadImport', id: globalId('LeadImport', importId), uploadedBy: 'staff:admin' },
    });
    const [line] = await world.rows(
      `select id from timeline_event where kind = 'imported' and lead_id = ?`,
      lead?.id,
    );
    expect((await whyOf('TimelineEvent', line.id)).origin).toBe('IMPORT');
  });

  test('of a call to the lead', async () => {
    const [lead] = leads;
    const [{ caused_by: causedBy }] = await world.rows(
      'select caused_by from lead_fact where lead_id = ?',
      lead?.id,
    );
    const call = {
      id: uuidV7(),
      tenantId: world.tenantId,
      leadId: lead?.id ?? '',
      createdAt: new Date(),
      causedBy,
    };
    await world.db.inTenant(world.tenantId, (tx) =>
      tx.insert(CallAttempt, {
        ...{
          ...call,
          number: 1,
          causeId: uuidV7(),
          outcome: 'noAnswer',
          placedAt: new Date(),
          endedAt: new Date(),
        },
        ...{ fromNumber: '1', toNumber: '2', state: 'ended', slotsOffered: [], answers: {} },
      }),
    );
    const why = await whyOf('Call', call.id);
    expect(why.story).toBe(`${story} Call 1 was placed: no answer.`);
  });

  test('and tells it to whoever may not open the file', async () => {
    const why = await whyOf('Lead', leads[0]?.id ?? '', 'viewer');
    expect([kinds(why).at(-1), why.steps.at(-1).node]).toEqual(['LEAD_IMPORT', null]);
  });

  test('of the file itself, and names who had leads made of it, where that is another', async () => {
    expect((await whyOf('LeadImport', importId)).story).toBe('Alpha admin sent a file of 4 rows.');
    await world.rows(`update lead_import set started_by = 'staff:agent' where id = ?`, importId);
    const { story } = await whyOf('Lead', leads[0]?.id ?? '');
    expect(story).toMatch('Alpha admin sent a file of 4 rows. Alpha agent imported the lead from a file. ');
  });
});

describe('the answer to "why?" leads to what was asked of many leads, and who asked', () => {
  /** Asks all leads, and has their journeys answer. */
  const bulk = async <Name extends BulkName>(name: Name, args: BulkArguments[Name]): Promise<string> => {
    const { tenantId, db } = world;
    const [id, leadIds] = [uuidV7(), leads.map((lead) => lead.id)];
    const actor = { kind: 'staff', id: 'agent' } as const;
    await db.inTenant(tenantId, (tx) =>
      beginBulk(tx, { tenantId, id, name, arguments: args, actor, leadIds }),
    );
    const { tendBulk } = createBulkActivities({ db } as Ports);
    await tendBulk({ tenantId, bulkId: id });
    const { applyCommand } = createCommandActivities({ db, linkSecret: testLinkSecret } as Ports);
    const stamp = { runStartedAt: new Date().toISOString(), runId: 'run', version: 1, step: 'rest' } as const;
    for (const { id: commandId, lead_id: leadId } of await world.rows(
      `select id, lead_id from command where state = 'accepted'`,
    ))
      await applyCommand({ tenantId, leadId, commandId, stamp });
    return id;
  };
  const lineOf = async (kind: string): Promise<string> =>
    (
      await world.rows(
        'select id from timeline_event where kind = ? and lead_id = ? order by at desc',
        kind,
        leads[0]?.id,
      )
    )[0].id;

  test.each([
    ['changeStatus', { status: 'lost', reason: 'the fair is over' }, 'statusChanged', 'get another status'],
    ['assign', { staffKey: 'agent' }, 'assigned', 'be given to somebody'],
  ] as const)('of %s', async (name, args, line, said) => {
    const id = await bulk(name, args);
    const why = await whyOf('TimelineEvent', await lineOf(line));
    expect([kinds(why), why.origin]).toEqual([['TIMELINE_EVENT', 'COMMAND', 'BULK_COMMAND'], 'STAFF']);
    expect(why.story).toMatch(`Alpha agent asked that 4 leads ${said}. Alpha agent `);
    expect(why.steps[2].node).toEqual({
      ...{ __typename: 'BulkCommand', id: globalId('BulkCommand', id), actor: 'agent', total: 4 },
    });
  });

  test('of a tag', async () => {
    await bulk('tag', { add: ['vip'], remove: [] });
    const why = await whyOf('TimelineEvent', await lineOf('tagged'), 'viewer');
    expect([kinds(why), why.origin]).toEqual([['TIMELINE_EVENT', 'BULK_COMMAND'], 'STAFF']);
    expect(why.story).toBe('Alpha agent asked that 4 leads be tagged. Tagged, by Alpha agent.');
  });
});
