// two leads that are one person, against PostgreSQL: what is joined, what is told, and what follows
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endCallIfDue } from '../../schema/database/calls/end-call.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import { leadFamily, leadRoot } from '../../schema/database/leads/lead-family.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type MergeWorld, mergeWorld } from './merge-world.ts';

let world: MergeWorld;
beforeAll(async () => {
  world = await mergeWorld();
});
afterAll(() => world.drop());

const mergedPair = async (): Promise<{ remains: string; absorbed: string }> => {
  const [a, b] = [await world.somebody(), await world.somebody()];
  const merged = await world.merge(a, b);
  if (merged.kind !== 'merged') throw new Error(merged.kind);
  return merged;
};

const inTenant: MergeWorld['db']['inTenant'] = (tenantId, work) => world.db.inTenant(tenantId, work);
const knownOf = (leadId: string) =>
  inTenant(world.tenantId, async (tx) =>
    contactFacts(tx, (await lockLead(tx, leadId)) as LeadRow, testLinkSecret),
  );

/** An appointment so many hours from now, as if it had been booked and arranged. */
const book = async (leadId: string, hours: number): Promise<string> => {
  const id = uuidV7();
  await world.sql(
    `insert into appointment (id, tenant_id, lead_id, staff_key, starts_at, ends_at, state, booked_at, booked_by, caused_by,
       event_id, arranged_v)
     values (?, ?, ?, ?, now() + ? * interval '1 hour', now() + ? * interval '1 hour' + interval '30 minutes', 'confirmed',
       now(), 'lead', '{}', ?, 1)`,
    [id, world.tenantId, leadId, `staff-${id}`, hours, hours, `event-${id}`],
  );
  return id;
};

describe('a merge', () => {
  test('keeps the older of two, tells both journeys, and is told by the timeline', async () => {
    const [older, younger] = [await world.somebody(), await world.somebody()];
    expect(await world.merge(younger, older)).toMatchObject({ remains: older, absorbed: younger });
    expect(await world.facts(younger)).toEqual(['formSubmitted', 'absorbed']);
    expect(await world.facts(older)).toEqual(['formSubmitted', 'leadChanged']);
    const told = await world.sql<{ lead_id: string }>(
      `select * from timeline_event where kind = 'leadsMerged'`,
    );
    expect(told.filter(({ lead_id }) => lead_id === older)).toHaveLength(1);
  });

  test('again, also mirrored, changes nothing', async () => {
    const { remains, absorbed } = await mergedPair();
    const before = [await world.facts(remains), await world.facts(absorbed)];
    expect(await world.merge(remains, absorbed)).toEqual({ kind: 'same', remains });
    expect(await world.merge(absorbed, remains)).toEqual({ kind: 'same', remains });
    expect([await world.facts(remains), await world.facts(absorbed)]).toEqual(before);
  });

  test('keeps the one whose journey runs, though the other is older', async () => {
    const [closed, running] = [await world.somebody(), await world.somebody()];
    await world.sql(`update lead set step = 'closed', closed_at = now() where id = ?`, [closed]);
    expect(await world.merge(closed, running)).toMatchObject({ remains: running });
  });

  test('of chains and mirrored pairs at once makes one lead of all, each absorbed once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => world.somebody()));
    const [a = '', b = '', c = '', d = '', e = ''] = people;
    const pairs = [
      [a, b],
      [b, a],
      [b, c],
      [c, d],
      [d, a],
      [e, c],
      [a, e],
      [d, b],
    ] as const;
    const merged = await Promise.all(pairs.map(([one, other]) => world.merge(one, other)));
    expect(merged.filter(({ kind }) => kind === 'merged')).toHaveLength(4);
    const roots = await inTenant(world.tenantId, (tx) => Promise.all(people.map((id) => leadRoot(tx, id))));
    expect(new Set(roots).size).toBe(1);
    const family = await inTenant(world.tenantId, (tx) => leadFamily(tx, b));
    expect(family.toSorted()).toEqual(people.toSorted());
    const facts = await Promise.all(people.map((id) => world.facts(id)));
    expect(facts.flat().filter((kind) => kind === 'absorbed')).toHaveLength(4);
  });

  test('beside forms and commands of the same people lets everybody through', async () => {
    const phones = Array.from({ length: 4 }, (_, n) => `+44770000000${n}`);
    const people = await Promise.all(phones.map((phone) => world.somebody({ phone })));
    const [a = '', b = '', c = '', d = ''] = people;
    const work = [
      ...Array.from({ length: 24 }, (_, n) => () => world.enquire({ phone: phones[n % 4] ?? null })),
      ...Array.from(
        { length: 8 },
        (_, n) => () => world.command(people[n % 4] ?? '', 'optOut', { reason: null }),
      ),
      () => world.merge(a, b),
      () => world.merge(c, d),
      () => world.merge(b, d),
    ];
    const done = await Promise.allSettled(work.toSorted(() => Math.random() - 0.5).map((one) => one()));
    expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
    const root = await inTenant(world.tenantId, (tx) => leadRoot(tx, a));
    expect(await world.lead(root)).toMatchObject({ status: 'opted_out', merged_into: null });
    const numbered = await world.sql<{ lead_id: string; gaps: number }>(
      'select lead_id, max(seq) - count(*) as gaps from lead_fact group by lead_id',
    );
    expect(numbered.filter(({ gaps }) => Number(gaps) !== 0)).toEqual([]);
  });

  test('of another tenant’s lead is refused', async () => {
    const other = await mergeWorld();
    const stranger = await other.somebody();
    const own = await world.somebody();
    expect(await world.merge(own, stranger)).toEqual({ kind: 'unknown' });
    expect(await world.command(own, 'merge', { otherLeadId: stranger, reason: null })).toMatchObject({
      status: 'refused',
      code: 'leadUnknown',
    });
    await other.drop();
  });
});

describe('the person', () => {
  test('is found by either number and address, with whatever only one of the two knew', async () => {
    const one = await world.somebody({ phone: '+447700900001', email: null, interest: 'pool' });
    const other = await world.somebody({ phone: null, email: 'merged@lead.example', country: 'GB' });
    const merged = await world.merge(one, other);
    expect(await world.lead(one)).toMatchObject({
      phone: '+447700900001',
      email: 'merged@lead.example',
      interest: 'pool',
      country: 'GB',
    });
    for (const who of [{ phone: '+447700900001' }, { email: 'merged@lead.example' }])
      expect(await world.enquire(who)).toMatchObject({ leadId: one });
    expect(merged).toMatchObject({ remains: one });
  });

  test.each([
    ['who remains', 'remains'],
    ['who was absorbed', 'absorbed'],
  ] as const)('%s had opted out: nobody contacts either of them', async (_, who) => {
    const [a, b] = [await world.somebody(), await world.somebody()];
    const outed = who === 'remains' ? a : b;
    await world.command(outed, 'optOut', { reason: null });
    await world.merge(a, b);
    expect(await knownOf(a)).toMatchObject({ optedOut: true, phoneBar: 'optedOut', addressBar: 'optedOut' });
    expect(await world.lead(a)).toMatchObject({ status: 'opted_out' });
    const hashes = await world.sql<{ kind: string }>('select distinct value_hash from suppression');
    expect(hashes.length).toBeGreaterThanOrEqual(4);
    expect(await world.facts(b)).toContain('absorbed');
  });

  test.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
  ])('who agreed %j in one way and %j in the other counts as %j', async (first, second, counts) => {
    const given = (consent: boolean) => ({ consent: { given: consent, text: 'words', ip: null } });
    const [a, b] = [await world.somebody(given(first)), await world.somebody(given(second))];
    await world.merge(a, b);
    expect((await knownOf(a)).consentGiven).toBe(counts);
  });

  test('keeps the appointment of the absorbed lead, and its journey is told', async () => {
    const [a, b] = [await world.somebody(), await world.somebody()];
    await world.sql(`update lead set step = 'rest' where id in (?, ?)`, [a, b]);
    const appointment = await book(b, 24);
    // whoever has an appointment remains, so the other one is made to: it has the sooner one in the past
    await world.sql(`update lead set step = 'closed' where id = ?`, [b]);
    expect(await world.merge(a, b)).toMatchObject({ remains: a });
    expect((await world.facts(a)).at(-1)).toBe('appointmentChanged');
    const [fact] = await world.sql<{ ref: string }>(
      `select ref from lead_fact where lead_id = ? and kind = 'appointmentChanged'`,
      [a],
    );
    expect(fact?.ref).toBe(appointment);
  });

  test('with an appointment in each keeps the sooner one, and the other is taken out of the calendar once', async () => {
    const [a, b] = [await world.somebody(), await world.somebody()];
    const [later, sooner] = [await book(a, 48), await book(b, 24)];
    const merged = await world.merge(a, b);
    expect(merged).toMatchObject({ remains: b });
    const rows = await world.sql<{ id: string; state: string }>(
      'select id, state from appointment where id in (?, ?)',
      [later, sooner],
    );
    expect(Object.fromEntries(rows.map(({ id, state }) => [id, state]))).toEqual({
      [later]: 'cancelled',
      [sooner]: 'confirmed',
    });
    const versions = await world.sql(
      'select appointment_id, v, change, changed_by, reason from appointment_version where appointment_id in (?, ?)',
      [later, sooner],
    );
    expect(versions).toEqual([
      { appointment_id: later, v: 2, change: 'cancelled', changed_by: 'staff:agent', reason: 'merged' },
    ]);
    expect((await world.facts(b)).at(-1)).toBe('leadChanged');
    const mergeId = merged.kind === 'merged' ? merged.mergeId : '';
    const left = await world.activities.takeOver({
      ...world.stamped({ tenantId: world.tenantId, leadId: b }),
      mergeId,
    });
    expect(left).toMatchObject({ withdraw: later, remains: null });
  });
});

describe('what comes after a merge', () => {
  test('a live call of the absorbed lead ends in its own journey and in the timeline of the one that remains', async () => {
    const [a, b] = [await world.somebody(), await world.somebody()];
    const attempt = uuidV7();
    await world.sql(
      `insert into call_attempt (id, tenant_id, lead_id, number, cause_id, caused_by, from_number, to_number, slots_offered,
         answers, status_ended_at, outcome)
       values (?, ?, ?, 1, ?, '{}', '1', '2', '[]', '{}', now(), 'noAnswer')`,
      [attempt, world.tenantId, b, uuidV7()],
    );
    await world.merge(a, b);
    expect((await knownOf(a)).callOpen).toBe(true);
    await inTenant(world.tenantId, (tx) => endCallIfDue(tx, attempt, new Date()));
    expect((await world.facts(b)).at(-1)).toBe('callEnded');
    const told = await world.sql<{ lead_id: string }>(
      `select lead_id from timeline_event where kind = 'callEnded'`,
    );
    expect(told).toEqual([{ lead_id: a }]);
  });

  test('an opt-out reaches the absorbed journey too, as long as it drains', async () => {
    const { remains, absorbed } = await mergedPair();
    await world.command(absorbed, 'optOut', { reason: null });
    expect((await world.facts(absorbed)).at(-1)).toBe('optedOut');
    expect(await world.lead(remains)).toMatchObject({ status: 'opted_out' });
    const closed = await mergedPair();
    await world.sql(`update lead set step = 'closed' where id = ?`, [closed.absorbed]);
    await world.command(closed.remains, 'optOut', { reason: null });
    expect((await world.facts(closed.absorbed)).at(-1)).toBe('absorbed');
  });

  test('a command to the absorbed lead is asked of the one that remains', async () => {
    const { remains, absorbed } = await mergedPair();
    const asked: string[] = [];
    await world.command(absorbed, 'pause', { reason: null }, async ({ leadId }) => {
      asked.push(leadId);
      return { kind: 'pending' };
    });
    expect(asked).toEqual([remains]);
  });

  test('a command on its way when its lead is merged is answered by the one that remains, and applied once', async () => {
    const [a, b] = [await world.somebody(), await world.somebody()];
    const answer = await world.command(b, 'pause', { reason: null }, async ({ leadId, commandId }) => {
      if (leadId === b) await world.merge(a, b);
      const stamped = world.stamped({ tenantId: world.tenantId, leadId }, 'rest');
      const { outcome } = await world.activities.applyCommand({ ...stamped, commandId });
      expect(outcome.code).toBe(leadId === b ? 'leadMerged' : 'paused');
      return { kind: 'answered' };
    });
    expect(answer).toMatchObject({ status: 'done', code: 'paused' });
    expect((await world.lead(a)).paused_at).not.toBeNull();
    expect((await world.lead(b)).paused_at).toBeNull();
  });

  test('what the absorbed journey was about is handed over once', async () => {
    const { remains, absorbed } = await mergedPair();
    const [merge] = await world.sql<{ id: string }>('select id from lead_merge where absorbed_id = ?', [
      absorbed,
    ]);
    const mergeId = merge?.id ?? '';
    const left = { step: 'call', callCause: { kind: 'command', id: uuidV7() } } as const;
    const hand = () =>
      world.activities.handOver({
        ...world.stamped({ tenantId: world.tenantId, leadId: absorbed }, 'closed'),
        ...{ mergeId, remains: left },
      });
    await hand();
    await hand();
    expect((await world.facts(remains)).filter((kind) => kind === 'inherited')).toHaveLength(1);
    const stamped = world.stamped({ tenantId: world.tenantId, leadId: remains });
    expect(await world.activities.takeOver({ ...stamped, mergeId })).toMatchObject({ remains: left });
  });

  test('a draft whose time-out is handed over is taken over, also by who has nothing else to go on with', async () => {
    const { remains, absorbed } = await mergedPair();
    const [merge] = await world.sql<{ id: string }>('select id from lead_merge where absorbed_id = ?', [
      absorbed,
    ]);
    const mergeId = merge?.id ?? '';
    const drafts = [{ id: uuidV7(), asked: 0, at: new Date().toISOString() }];
    const followUp = { cause: { kind: 'call', id: uuidV7() }, done: 1 } as const;
    await world.sql(
      `insert into message (id, tenant_id, lead_id, channel, direction, text, at, caused_by)
       values (?, ?, ?, 'email', 'inbound', 'Hello', now(), '{}')`,
      [uuidV7(), world.tenantId, remains],
    );
    await world.activities.handOver({
      ...world.stamped({ tenantId: world.tenantId, leadId: absorbed }, 'closed'),
      ...{ mergeId, remains: { step: 'followUp', followUp, drafts } },
    });
    expect(await world.facts(remains)).toContain('inherited');
    const stamped = world.stamped({ tenantId: world.tenantId, leadId: remains });
    expect(await world.activities.takeOver({ ...stamped, mergeId })).toMatchObject({ remains: null, drafts });
  });

  test('the absorbed journey calls nobody any more', async () => {
    const { absorbed } = await mergedPair();
    const stamped = world.stamped({ tenantId: world.tenantId, leadId: absorbed });
    const answer = await world.activities.placeCall({ ...stamped, cause: { kind: 'fact', id: uuidV7() } });
    expect(answer).toEqual({ kind: 'wait', because: 'merged' });
  });
});

describe('two leads that may be one', () => {
  const proposals = () =>
    world.sql<{ lead_id: string; other_lead_id: string; reason: string; state: string }>(
      'select lead_id, other_lead_id, reason, state from merge_proposal order by created_at',
    );

  test('are proposed once when a form names the number of one and the address of the other', async () => {
    const one = await world.somebody({ phone: '+447700900010', email: null });
    const other = await world.somebody({ phone: null, email: 'other@lead.example' });
    const both = { phone: '+447700900010', email: 'other@lead.example' };
    await Promise.all(Array.from({ length: 8 }, () => world.enquire(both)));
    const [leadId, otherLeadId] = [one, other].toSorted();
    const mine = { lead_id: leadId, other_lead_id: otherLeadId, reason: 'typedTogether' };
    expect((await proposals()).filter(({ lead_id }) => lead_id === leadId)).toEqual([
      { ...mine, state: 'open' },
    ]);
    await world.sql(`update merge_proposal set state = 'rejected' where lead_id = ?`, [leadId]);
    await world.enquire(both);
    expect((await proposals()).filter(({ lead_id }) => lead_id === leadId)).toEqual([
      { ...mine, state: 'rejected' },
    ]);
  });

  test('are no proposal any more once they are one', async () => {
    const one = await world.somebody({ phone: '+447700900020', email: null });
    const other = await world.somebody({ phone: null, email: 'another@lead.example' });
    await world.enquire({ phone: '+447700900020', email: 'another@lead.example' });
    await world.merge(one, other);
    expect((await proposals()).filter(({ state }) => state === 'open')).toEqual([]);
  });
});
