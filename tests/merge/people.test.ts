// Real journeys over PostgreSQL and Temporal: whatever comes, in any order, doubled, late or lost, and people merged in
// between, nobody is contacted after an opt-out, and nobody has two meetings.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArguments, CommandName } from '../../schema/contracts/commands.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { type PeopleWorld, peopleWorld } from './people-world.ts';

let world: PeopleWorld;
let round = 0;
beforeAll(async () => {
  world = await peopleWorld();
}, 60_000);
afterAll(() => world.close());

const deeds = [
  ...(['form', 'form', 'write', 'book', 'book', 'cancel', 'move', 'askForCall', 'merge', 'merge'] as const),
  ...(['callEnds', 'callEnds', 'optOut', 'writeOptOut', 'pump', 'signalTwice', 'signalLast'] as const),
];
type Deed = (typeof deeds)[number];

interface Step {
  deed: Deed;
  who: number;
  other: number;
  slot: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  deed: fc.constantFrom(...deeds),
  who: fc.integer({ min: 0, max: 2 }),
  other: fc.integer({ min: 0, max: 2 }),
  slot: fc.integer({ min: 0, max: 40 }),
});

interface Person {
  leadId: string;
  phone: string;
  email: string;
}

const halfHour = 1_800_000;
const slotAt = (slot: number): string =>
  new Date((Math.ceil(Date.now() / halfHour) + 2 + slot) * halfHour).toISOString();

const liveAppointment = async ({ leadId }: Person): Promise<string | undefined> => {
  const rows = await world.sql<{ id: string }>(
    `select id from appointment where lead_id in (select lead_family(?)) and state in ('reserved', 'confirmed')`,
    [leadId],
  );
  return rows[0]?.id;
};

const signal = async ({ leadId }: Person, which: 'all' | 'last'): Promise<void> => {
  const facts = await world.sql<{ kind: 'messageReceived'; seq: number; ref: string; lead_id: string }>(
    'select kind, seq, ref, lead_id from lead_fact where lead_id in (select lead_family(?)) order by seq',
    [leadId],
  );
  for (const { kind, seq, ref, lead_id } of which === 'all' ? facts : facts.slice(-1))
    await world.engine
      .signalFact({ ...{ tenantId: world.tenantId, leadId: lead_id, kind, seq, ref }, start: null })
      .catch(lost);
};

/** Temporal turns signals away while a run is busy: this one is lost then, as any may be, and the pump brings its fact. */
const lost = (error: unknown): void => {
  if (!(error instanceof VendorFailure)) throw error;
};

const asked = <Name extends CommandName>(
  { leadId }: Person,
  name: Name,
  particulars: CommandArguments[Name],
) =>
  world.command(leadId, name, particulars, (ask) => world.engine.sendCommand({ ...ask, timeoutMs: 2_000 }));

const act: Record<Deed, (who: Person, other: Person, slot: number) => Promise<unknown>> = {
  form: async (who) => {
    const { leadId } = await world.enquire({ phone: who.phone, email: who.email });
    return world.pump(leadId);
  },
  write: (who) => world.write(who.email, { optOut: false }),
  writeOptOut: (who) => world.write(who.email, { optOut: true }),
  optOut: (who) => asked(who, 'optOut', { reason: null }),
  askForCall: (who) => asked(who, 'requestCall', { at: null }),
  book: (who, _other, slot) => asked(who, 'bookAppointment', { startAt: slotAt(slot), staffKey: null }),
  cancel: async (who) => {
    const appointmentId = await liveAppointment(who);
    if (!appointmentId) return;
    return asked(who, 'cancelAppointment', { appointmentId, reason: null });
  },
  move: async (who, _other, slot) => {
    const appointmentId = await liveAppointment(who);
    if (!appointmentId) return;
    return asked(who, 'rescheduleAppointment', { appointmentId, startAt: slotAt(slot) });
  },
  merge: (who, other) => world.merge(who.leadId, other.leadId),
  callEnds: (_who, _other, slot) => world.endCalls(slot % 2 === 0 ? 'noAnswer' : 'answered'),
  pump: (who) => world.pump(who.leadId),
  signalTwice: (who) => signal(who, 'all'),
  signalLast: (who) => signal(who, 'last'),
};

test('no order of forms, mails, calls, commands and merges contacts anybody after an opt-out, or makes two meetings', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 8 }),
      async (steps) => {
        round += 1;
        // whatever a model is asked for, it refuses: our own rows are the answer then
        world.vendors.language.answers.push(...Array(60).fill('refused'));
        const people: Person[] = [];
        for (const n of [0, 1, 2]) {
          const phone = `+4477${String(round * 10 + n).padStart(8, '0')}`;
          const email = `person-${round}-${n}@lead.example`;
          const { leadId } = await world.enquire({ phone, email });
          people.push({ leadId, phone, email });
          await world.pump(leadId);
        }
        const [first] = people;
        if (!first) throw new Error('nobody');
        for (const atOnce of steps) {
          await Promise.all(
            atOnce.map(({ deed, who, other, slot }) =>
              act[deed](people[who] ?? first, people[other] ?? first, slot),
            ),
          );
          expect(await world.contactsAfterOptOut()).toEqual([]);
          expect(await world.doubleAppointments()).toEqual([]);
        }
        await world.settle();
        expect(await world.contactsAfterOptOut()).toEqual([]);
        expect(await world.doubleAppointments()).toEqual([]);
        expect(await world.doubleMeetings()).toEqual([]);
      },
    ),
    // every day a few; many with the long tests
    { numRuns: process.env.TEST_ALL ? 24 : 4, endOnFailure: true },
  );
}, 480_000);
