// Leads made of files, on a real database: whole pages or nothing, each row once, and journeys one after the other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../schema/database/database.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { acceptEnquiry } from '../../schema/database/leads/accept-enquiry.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { pendingWork } from '../../schema/database/routing/doors.ts';
import { ask, asRole, globalId } from '../graphql/ask.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type ImportWorld, importWorld, type Row } from './import-world.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await importWorld((settings) => ({
    ...settings,
    imports: { journeysPerMinute: 60 },
    staff: [
      ...settings.staff,
      { ...(settings.staff[1] as (typeof settings.staff)[0]), key: 'agent2', email: 'agent2@alpha.example' },
    ],
    assignment: { rules: [], otherwise: 'roundRobin' },
  }));
});
afterAll(() => world.close());

let files = 0;
const nextMark = (): string => {
  files += 1;
  return `f${files}`;
};
/** A file of so many people whom no other test has. */
const people = (count: number, mark = nextMark()): string =>
  `name,email\n${Array.from({ length: count }, (_, n) => `P ${n},${mark}.${n}@mail.example`).join('\n')}`;
const leadsOf = (id: string): Promise<Row[]> =>
  world.rows(
    `select l.* from lead l join lead_import_row r on r.lead_id = l.id and r.state = 'made' where r.import_id = ? order by r.number`,
    id,
  );
const importOf = async (id: string): Promise<Row> =>
  (await world.rows('select * from lead_import where id = ?', id))[0];
const checked = async (body: string): Promise<string> => {
  const id = await world.upload(body);
  await world.tend(id);
  return id;
};

test('a row becomes a lead with everything that a form’s lead has', async () => {
  const id = await world.bring(
    [
      'name,phone,email,source,tags,note,assigned to,consent,consent text,consent at',
      'Ana,020 7183 8750,ana@mail.example,fair,"vip;berlin",Met in March,agent2,yes,You may call me.,2026-03-01',
      'Bo,,bo@mail.example,,,,,no,,',
    ].join('\n'),
  );
  const [ana, bo] = await leadsOf(id);
  expect(ana).toMatchObject({
    ...{ name: 'Ana', phone: '+442071838750', email: 'ana@mail.example', source: 'fair', status: 'new' },
    ...{ tags: ['vip', 'berlin'], assigned_to: 'agent2', fact_seq: 1, language: 'en' },
  });
  expect(bo).toMatchObject({ source: 'import', tags: [], assigned_to: expect.stringMatching(/^agent/) });
  const of = (sql: string) => world.rows(sql, ana.id);
  expect(await of('select text from lead_note where lead_id = ?')).toEqual([{ text: 'Met in March' }]);
  expect(await of(`select kind, value from lead_identity where lead_id = ? order by kind`)).toEqual([
    { kind: 'email', value: 'ana@mail.example' },
    { kind: 'phone', value: '+442071838750' },
  ]);
  const [fact] = await of('select kind, seq, ref from lead_fact where lead_id = ?');
  const [event] = await of('select id, vendor, account, event_id, body from inbound_event where lead_id = ?');
  expect(fact).toEqual({ kind: 'formSubmitted', seq: 1, ref: event.id });
  expect(event).toMatchObject({
    vendor: 'import',
    account: id,
    event_id: '2',
    body: { importId: id, row: 2 },
  });
  expect(await of('select kind, actor from timeline_event where lead_id = ? order by kind')).toEqual([
    { kind: 'imported', actor: 'staff:admin' },
  ]);
  const [row] = await world.rows(
    'select cells, lead_id from lead_import_row where import_id = ? and number = 2',
    id,
  );
  expect(row).toEqual({ cells: [], lead_id: ana.id });
});

test('asked why there is such a lead, it leads to whoever had the file imported', async () => {
  const [lead] = await leadsOf(await world.bring(people(1)));
  const query = 'query ($id: ID!) { why(id: $id) { origin story steps { kind } } }';
  const { data } = await ask(world.db, asRole(world.tenantId, 'viewer'), query, {
    id: globalId('Lead', lead.id),
  });
  expect(data.why).toEqual({
    ...{
      origin: 'IMPORT',
      story:
        'Alpha admin sent a file of 1 row. Alpha admin imported the lead from a file. The lead came by import.',
    },
    steps: [{ kind: 'LEAD' }, { kind: 'INBOUND_EVENT' }, { kind: 'LEAD_IMPORT' }],
  });
});

test('who has not agreed to be called is not taken for somebody who has', async () => {
  const id = await world.bring(
    'email,consent,consent text\nyes@mail.example,ja,You may call me.\nno@mail.example,nein,\nmute@mail.example,,',
  );
  const given: boolean[] = [];
  for (const { id: leadId } of await leadsOf(id)) {
    const facts = await world.db.inTenant(world.tenantId, async (tx) =>
      contactFacts(tx, (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow, testLinkSecret),
    );
    given.push(facts.consentGiven);
  }
  expect(given).toEqual([true, false, false]);
});

describe('each row is made once', () => {
  test('however many do it at once', async () => {
    const id = await checked(people(450));
    await world.start(id);
    await Promise.all([world.tend(id), world.tend(id), world.tend(id)]);
    expect(await importOf(id)).toMatchObject({ state: 'done', made: 450, ready: 0 });
    const leads = await leadsOf(id);
    expect(new Set(leads.map(({ email }) => email)).size).toBe(450);
  });

  test('when the process dies in the middle of a page: of that page there is nothing, and then all of it', async () => {
    const id = await checked(people(450));
    await world.start(id);
    let transactions = 0;
    const dying: Database = {
      ...world.db,
      inTenant: (tenantId, work) =>
        world.db.inTenant(tenantId, async (tx) => {
          const result = await work(tx);
          transactions += 1;
          // reading, the first page, reading; reading, and the second page is lost before its commit
          if (transactions === 5) throw new Error('killed');
          return result;
        }),
    };
    await expect(world.tend(id, dying)).rejects.toThrow('killed');
    expect(await leadsOf(id)).toHaveLength(200);
    expect(await world.tend(id)).toMatchObject({ state: 'done', made: 450 });
    expect(await leadsOf(id)).toHaveLength(450);
  });

  test('and who became known after the check is left as they are', async () => {
    const id = await checked(
      'name,email,interest\nAs imported,late@mail.example,pool\nOther,other@mail.example,',
    );
    const { leadId } = await acceptEnquiry(world.db, {
      ...{
        tenantId: world.tenantId,
        name: 'By form',
        phone: null,
        phoneCountry: null,
        email: 'late@mail.example',
      },
      ...{
        country: null,
        language: 'en',
        timeZone: null,
        interest: null,
        message: null,
        idempotencyKey: null,
      },
      ...{
        consent: { given: true, text: 'Yes.', ip: null },
        bodyHash: 'h',
        sameEnquiryWithinMs: 1,
        assignTo: [],
      },
    });
    await world.start(id);
    await world.tend(id);
    expect(await importOf(id)).toMatchObject({ made: 1, duplicate: 1 });
    const [known] = await world.rows('select name, interest from lead where id = ?', leadId);
    expect(known).toEqual({ name: 'By form', interest: null });
    const [row] = await world.rows(
      'select state, lead_id from lead_import_row where import_id = ? and number = 2',
      id,
    );
    expect(row).toEqual({ state: 'duplicate', lead_id: leadId });
  });
});

test('an import that is stopped keeps what was made, says so of each row, and goes on when it is started again', async () => {
  const id = await checked(people(450));
  expect(await world.start(id)).toBe('started');
  const stopping = world.meanwhile({ 2: () => world.stop(id) });
  expect(await world.tend(id, stopping)).toMatchObject({ kind: 'over', state: 'stopped', made: 200 });
  const states =
    'select state, count(*)::int as count from lead_import_row where import_id = ? group by state order by 1';
  expect(await world.rows(states, id)).toEqual([
    { state: 'made', count: 200 },
    { state: 'ready', count: 250 },
  ]);
  expect(await world.start(id)).toBe('started');
  expect(await world.tend(id)).toMatchObject({ state: 'done', made: 450 });
  expect(await world.stop(id)).toBe('over');
  const kept = await world.rows(
    `select action, before, after from audit_entry where subject_id = ? and action <> 'importUploaded' order by id`,
    id,
  );
  expect(kept).toEqual([
    { action: 'importStarted', before: { state: 'checked' }, after: { state: 'making' } },
    { action: 'importStopped', before: { state: 'making' }, after: { state: 'stopped' } },
    { action: 'importStarted', before: { state: 'stopped' }, after: { state: 'making' } },
  ]);
});

test('an import that is stopped when its last row was checked still finds the rows that are one person', async () => {
  const id = await world.upload(
    'name,email\nA,twice@mail.example\nB,twice@mail.example\nC,once@mail.example',
  );
  const stopping = world.meanwhile({ 2: () => world.stop(id) });
  await world.tend(id, stopping);
  for (const _asked of ['the rest of the check, if there is any', 'the leads']) {
    await world.start(id);
    await world.tend(id);
  }
  expect(await importOf(id)).toMatchObject({ state: 'done', made: 2, duplicate: 1 });
});

test('rows that turn out to be one person only when leads are made are made one lead', async () => {
  const id = await checked('name,email\nA,same@mail.example\nB,same@mail.example\nC,third@mail.example');
  await world.rows(`update lead_import_row set state = 'ready', duplicate_of = null where import_id = ?`, id);
  await world.start(id);
  await world.tend(id);
  expect(await importOf(id)).toMatchObject({ state: 'done', made: 2, duplicate: 1 });
  const [, second] = await world.rows(
    'select * from lead_import_row where import_id = ? order by number',
    id,
  );
  expect(second).toMatchObject({ state: 'duplicate', duplicate_of: 2, lead_id: (await leadsOf(id))[0].id });
});

test('who was forgotten does not come back with a file that was sent before', async () => {
  const phone = '+442071838799';
  const id = await checked(
    `name,phone,email\nGone,020 7183 8799,gone@mail.example\nGone too,,Gone@Mail.example\nBad,x,gone@mail.example\nStays,,stays@mail.example`,
  );
  const { leadId } = await acceptEnquiry(world.db, {
    ...{ tenantId: world.tenantId, name: 'Gone', phone, phoneCountry: 'GB', email: 'gone@mail.example' },
    ...{ country: null, language: 'en', timeZone: null, interest: null, message: null, idempotencyKey: null },
    ...{
      consent: { given: true, text: 'Yes.', ip: null },
      bodyHash: 'h',
      sameEnquiryWithinMs: 1,
      assignTo: [],
    },
  });
  await world.db.inTenant(world.tenantId, (tx) =>
    beginErasure(tx, {
      ...{ tenantId: world.tenantId, leadId, reason: 'asked', askedBy: 'staff:admin' },
      linkSecret: testLinkSecret,
    }),
  );
  await world.start(id);
  await world.tend(id);
  expect((await leadsOf(id)).map(({ email }) => email)).toEqual(['stays@mail.example']);
  expect(await importOf(id)).toMatchObject({ state: 'done', made: 1 });
  const left = await world.rows('select cells from lead_import_row where import_id = ?', id);
  expect(JSON.stringify(left).toLowerCase()).not.toContain('gone');
});

test('nothing is made of a file that is not checked yet', async () => {
  const id = await world.upload(people(3));
  expect(await world.start(id)).toBe('checking');
  expect(await world.start('01900000-0000-7000-8000-000000000000')).toBe('unknown');
});

test('new leads are given out evenly, in turn', async () => {
  const leads = await leadsOf(await world.bring(people(50)));
  const counts = Object.groupBy(leads, ({ assigned_to }) => assigned_to);
  expect([counts.agent?.length, counts.agent2?.length]).toEqual([25, 25]);
  const told = await world.rows(
    `select count(*)::int as count from timeline_event where kind = 'assigned' and lead_id in (?)`,
    leads.map(({ id }) => id),
  );
  expect(told).toEqual([{ count: 50 }]);
});

describe('the journeys', () => {
  const waiting = async (ids: string[], mostLater = 10_000) => {
    const all = await pendingWork(world.db.pool, 0, 10_000, mostLater);
    return all.filter(({ kind, ref }) => kind === 'facts' && ids.includes(ref)).map(({ ref }) => ref);
  };

  test('of two imports begin one after the other at the tenant’s pace', async () => {
    const [one, other] = await Promise.all([world.bring(people(30)), world.bring(people(30))]);
    const [first, second] = [await importOf(one), await importOf(other)].toSorted(
      (a, b) => Date.parse(a.journeys_until) - Date.parse(b.journeys_until),
    );
    // 60 a minute: thirty take half a minute, and the others begin when these have
    expect(Date.parse(second.journeys_until) - Date.parse(first.journeys_until)).toBe(30_000);
  });

  test('let a form go first, and begin at once when their lead asks by itself', async () => {
    const id = await world.bring(people(5, 'first'));
    const leads = await leadsOf(id);
    const ids = leads.map((lead) => lead.id);
    // the turns of the imports above are not over yet
    expect(await waiting(ids)).toEqual([]);
    const form = await acceptEnquiry(world.db, {
      ...{
        tenantId: world.tenantId,
        name: 'F',
        phone: null,
        phoneCountry: null,
        email: 'first.3@mail.example',
      },
      ...{
        country: null,
        language: 'en',
        timeZone: null,
        interest: null,
        message: null,
        idempotencyKey: null,
      },
      ...{
        consent: { given: true, text: 'Yes.', ip: null },
        bodyHash: 'h',
        sameEnquiryWithinMs: 0,
        assignTo: [],
      },
    });
    expect(form.leadId).toBe(ids[3]);
    // and not among what comes after everything else
    expect(await waiting(ids, 0)).toEqual([ids[3]]);
  });

  test('that are due come after everything else, and only a few at a time', async () => {
    const id = await world.bring(people(5));
    const ids = (await leadsOf(id)).map((lead) => lead.id);
    await world.db.inTenant(world.tenantId, async (tx) => {
      for (const lead of ids)
        await tx.execute(`select routing.defer_pending('facts', ?, now() - interval '1 hour')`, [lead]);
    });
    const form = await acceptEnquiry(world.db, {
      ...{
        tenantId: world.tenantId,
        name: 'G',
        phone: null,
        phoneCountry: null,
        email: 'later@mail.example',
      },
      ...{
        country: null,
        language: 'en',
        timeZone: null,
        interest: null,
        message: null,
        idempotencyKey: null,
      },
      ...{
        consent: { given: true, text: 'Yes.', ip: null },
        bodyHash: 'h',
        sameEnquiryWithinMs: 0,
        assignTo: [],
      },
    });
    const work = await pendingWork(world.db.pool, 0, 10_000, 2);
    const order = work.map(({ ref }) => ref);
    expect(order.filter((ref) => ids.includes(ref))).toEqual(ids.slice(0, 2));
    expect(order.indexOf(form.leadId)).toBeLessThan(order.indexOf(ids[0] ?? ''));
  });
});
