// "Why did this happen?" on a real database, over rows as their writers leave them.
import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { schema } from '../../schema/graphql/schema.ts';
import { whyTypes } from '../../schema/graphql/why.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { ask, asRole, globalId } from './ask.ts';
import { type CausalStory, seedStory } from './causal-story.ts';
import { statementsOf } from './statements-of.ts';

let database: TestDatabase;
let tenantId: string;
let story: CausalStory;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  story = await seedStory(database.db, tenantId);
});
afterAll(() => database.drop());

const query = `query ($id: ID!) {
  why(id: $id) {
    origin story
    steps { kind at sentence node { id } lead { id } decisions { id sentence rule policyVersion } }
  }
}`;

const whyOf = async (type: string, id: string) => {
  const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), query, {
    id: globalId(type, id),
  });
  expect(errors).toEqual([]);
  return data.why;
};
const kinds = (why: { steps: { kind: string }[] }) => why.steps.map(({ kind }) => kind);

describe('the answer to "why?"', () => {
  test('of a second call leads over the first, which nobody took, to the form, with what was decided on the way', async () => {
    const why = await whyOf('Call', story.second);
    expect(kinds(why)).toEqual(['CALL', 'CALL', 'INBOUND_EVENT']);
    expect(why.origin).toBe('FORM');
    expect(why.story).toBe(
      'The lead sent the form. Call 1 was placed: no answer. Call 2 was placed: answered.',
    );
    expect(why.steps[0].node.id).toBe(globalId('Call', story.second));
    expect(why.steps[0].lead.id).toBe(globalId('Lead', story.leadId));
    const decisions = why.steps[0].decisions.map(({ id }: { id: string }) => id);
    expect(decisions.slice(-2)).toEqual([story.putOff, story.allowed].map((id) => globalId('Decision', id)));
    expect(why.steps[0].decisions.at(-1)).toMatchObject({ rule: 'window', policyVersion: 3 });
    expect(why.steps[1].decisions).toHaveLength(1);
  });

  test('of a meeting booked in a call leads over the command and the calls to the form', async () => {
    const why = await whyOf('AppointmentVersion', story.v1);
    expect(kinds(why)).toEqual(['APPOINTMENT_VERSION', 'COMMAND', 'CALL', 'CALL', 'INBOUND_EVENT']);
    expect(why.steps[1].sentence).toBe('The agent on the phone booked a meeting.');
  });

  test('of a meeting moved in the calendar ends there', async () => {
    const why = await whyOf('Appointment', story.appointmentId);
    expect([kinds(why), why.origin]).toEqual([['APPOINTMENT', 'INBOUND_EVENT'], 'CALENDAR']);
    expect(why.steps[0].sentence).toMatch(/^Somebody in the calendar moved the meeting of /);
  });

  test('of a reminder is the meeting as it stood when it was sent, not what became of it', async () => {
    expect((await whyOf('Email', story.before)).origin).toBe('FORM');
    const later = await whyOf('Email', story.after);
    expect(later.origin).toBe('CALENDAR');
    expect(later.steps[0].decisions).toMatchObject([{ id: globalId('Decision', story.ofReminder) }]);
  });

  test('of a reply names the draft, who let it go, and the message that it answers', async () => {
    for (const [type, id] of [
      ['Message', story.answer],
      ['OutboundAction', story.reply],
    ] as const) {
      const why = await whyOf(type, id);
      expect(kinds(why).slice(1)).toEqual(['DRAFT', 'MESSAGE', 'INBOUND_EVENT']);
      expect(why.origin).toBe('MESSAGE');
      expect(why.steps[1].sentence).toContain('held because it was unsure: sent by Alpha agent');
    }
  });

  test('of what a timer did says so, and goes on to what the timer was set for', async () => {
    const why = await whyOf('StaffNote', story.noteId);
    expect(kinds(why)).toEqual(['STAFF_NOTE', 'TIMER', 'DRAFT', 'MESSAGE', 'INBOUND_EVENT']);
  });

  test('of a change of status is the call that it came out of', async () => {
    const why = await whyOf('TimelineEvent', story.status);
    expect(kinds(why)).toEqual(['TIMELINE_EVENT', 'CALL', 'CALL', 'INBOUND_EVENT']);
    expect(why.steps[0].sentence).toBe('The status went from contacted to qualified: answered.');
  });

  test('ends with staff, with what the system did by itself, or says that the beginning is not kept', async () => {
    const byStaff = await whyOf('TimelineEvent', story.byStaff);
    expect([kinds(byStaff), byStaff.origin]).toEqual([['TIMELINE_EVENT'], 'STAFF']);
    const alone = await whyOf('TimelineEvent', story.byItself);
    expect([kinds(alone), alone.origin]).toEqual([['TIMELINE_EVENT', 'SYSTEM'], 'SYSTEM']);
    expect(await whyOf('TimelineEvent', story.orphan)).toMatchObject({ origin: 'UNKNOWN' });
    expect(await whyOf('Lead', story.leadId)).toMatchObject({ origin: 'FORM' });
  });

  test('says no word that somebody wrote', async () => {
    for (const [type, id] of [
      ['Message', story.answer],
      ['StaffNote', story.noteId],
    ] as const)
      expect(JSON.stringify(await whyOf(type, id))).not.toContain('private words');
  });
});

test('everything with a global id and a cause can be asked about', () => {
  const caused = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type.getInterfaces().length > 0 && type.getFields().cause);
  expect(caused.length).toBeGreaterThan(10);
  expect(Object.values(whyTypes)).toEqual(expect.arrayContaining(caused.map(({ name }) => name)));
});

test.each([
  ['of something else with this id', () => globalId('Email', story.second)],
  ['of nothing', () => globalId('Call', uuidV7())],
  ['of what has no cause', () => globalId('Tenant', tenantId)],
  ['of no id of ours', () => 'call 2'],
])('there is no answer %s', async (_what, id) => {
  const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), query, { id: id() });
  expect([data, errors]).toEqual([{ why: null }, []]);
});

test('a long chain costs as many statements as a short one', async () => {
  const countOf = async (type: string, id: string) => {
    const bare = 'query ($id: ID!) { why(id: $id) { origin story steps { sentence } } }';
    const sent = await statementsOf(() =>
      ask(database.db, asRole(tenantId, 'viewer'), bare, { id: globalId(type, id) }),
    );
    return sent.length;
  };
  const [short, long] = [await countOf('Lead', story.leadId), await countOf('StaffNote', story.noteId)];
  expect(long).toBe(short);
  expect(long).toBeLessThanOrEqual(6);
});
