import { setTimeout as wait } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import pg from 'pg';
import { createEngine } from '../../integrations/engine/index.ts';
import type { Engine } from '../../integrations/engine/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { endCallIfDue } from '../../schema/database/calls/end-call.ts';
import { recordInboundMessage } from '../../schema/database/conversations/record-inbound-message.ts';
import type { Database } from '../../schema/database/database.ts';
import { commandToSend, settleForClosed } from '../../schema/database/leads/commands.ts';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import { pendingWork, settlePending } from '../../schema/database/routing/doors.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { taskQueues } from '../../temporal.config.ts';
import { testLinkSecret } from '../support/seed.ts';
import { startTemporalServer } from '../support/temporal-server.ts';
import { bundleWorkflows } from '../workflow/journey-world.ts';
import { type MergeWorld, mergeWorld } from './merge-world.ts';

/** The real journeys and activities over PostgreSQL and Temporal, vendors that do as they are told, and people. */
export interface PeopleWorld extends MergeWorld {
  engine: Engine;
  /** Somebody writes from this address. */
  write(from: string, text: { optOut: boolean }): Promise<void>;
  /** Tells the journey of every fact that it has not been told of. */
  pump(leadId: string): Promise<unknown>;
  /** Every call that is open ends like this. */
  endCalls(outcome: 'noAnswer' | 'answered'): Promise<number>;
  /** What is waiting is delivered, open calls ring out, until nothing more happens. */
  settle(): Promise<void>;
  /** who was contacted after they had opted out, in the order of the commits */
  contactsAfterOptOut(): Promise<string[]>;
  /** people with more than one appointment before them, in our rows */
  doubleAppointments(): Promise<string[]>;
  /** people with more than one meeting in the vendor's calendar */
  doubleMeetings(): Promise<string[]>;
  close(): Promise<void>;
}

const paced = (settings: TenantSettings): TenantSettings => ({
  ...settings,
  consent: { ...settings.consent, callNeeds: false },
  calling: { ...settings.calling, firstDelay: '0 seconds', retries: ['1 second'] },
  appointments: { ...settings.appointments, offerStands: '2 seconds' },
  followUps: [{ after: '1 second', subject: 'Still there?', text: 'We are.' }],
});

export const peopleWorld = async (
  change: (settings: TenantSettings) => TenantSettings = (settings) => settings,
): Promise<PeopleWorld> => {
  const world = await mergeWorld((settings) => change(paced(settings)));
  const { db, sql, tenantId, vendors } = world;
  const server = await startTemporalServer();
  const connection = await NativeConnection.connect({ address: server.address });
  const engine = await createEngine({
    ...{ vendor: 'temporal', namespace: 'default', connection: { address: server.address } },
  });
  const worker = await Worker.create({
    ...{ connection, taskQueue: taskQueues.leads, workflowBundle: await bundleWorkflows() },
    activities: world.activities,
  });
  const running = worker.run();
  await watchOrder(world.ownerUrl);
  const pump = (leadId: string) => tellJourney(db, { tenantId, leadId }, engine);
  const endCalls: PeopleWorld['endCalls'] = async (outcome) => {
    const open = await sql<{ id: string }>(
      `update call_attempt set status_ended_at = now(), outcome = ? where ended_at is null and call_sid is not null
       returning id`,
      [outcome],
    );
    for (const { id } of open) {
      const ended = await db.inTenant(tenantId, (tx) => endCallIfDue(tx, id, new Date()));
      if (ended) await pump(ended.lead.leadId);
    }
    return open.length;
  };
  return {
    ...world,
    engine,
    pump,
    endCalls,
    write: async (from, { optOut }) => {
      await db.inTenant(tenantId, (tx) =>
        recordInboundMessage(tx, {
          ...{ tenantId, vendor: 'resend', account: 'us', eventId: uuidV7(), vendorId: uuidV7(), from },
          ...{ internetMessageId: null, subject: 'Hello', text: 'Hello', at: new Date().toISOString() },
          ...{
            language: 'en',
            optOut,
            linkSecret: testLinkSecret,
            names: [],
            assignTo: [],
            to: 'us@acts.example',
            ownText: 'Hello',
            attachments: [],
            automatic: null,
            bounced: null,
            answers: [],
          },
        }),
      );
    },
    settle: () => settle(world, engine, endCalls),
    contactsAfterOptOut: async () => {
      const rows = await sql<{ key: string }>(`
        select sent.key from test_order sent where sent.kind = 'sending' and exists (
          select from test_order gone where gone.kind = 'optedOut' and gone.person = sent.person and gone.seq < sent.seq)`);
      return rows.map(({ key }) => key);
    },
    doubleAppointments: async () => {
      const rows = await sql<{ person: string }>(`
        select lead_root(lead_id)::text as person from appointment
        where state in ('reserved', 'confirmed') and ends_at > now() group by 1 having count(*) > 1`);
      return rows.map(({ person }) => person);
    },
    doubleMeetings: async () => {
      const live = vendors.calendar.meetings.filter(({ cancelled }) => !cancelled);
      const of = await sql<{ id: string; person: string }>(
        'select id, lead_root(lead_id)::text as person from appointment',
      );
      const people = live.map(({ key }) => of.find(({ id }) => key.includes(id))?.person ?? key);
      return people.filter((person, nth) => people.indexOf(person) !== nth);
    },
    close: async () => {
      worker.shutdown();
      await running;
      await engine.close();
      await connection.close();
      await server.stop();
      await world.drop();
    },
  };
};

/**
 * Notes opt-outs and the moment before each contact in one sequence. Both are written under the person's lock, so the
 * sequence is the order of their commits.
 */
const watchOrder = async (ownerUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`
    create table test_order (seq bigserial primary key, kind text, person uuid, key text);
    grant all on test_order to leadline_app;
    grant all on sequence test_order_seq_seq to leadline_app;
    create function note_contact() returns trigger language plpgsql as $$
    begin
      if new.state = 'sending' and (new.kind = 'call' or new.payload -> 'to' ->> 0 = any (
        select email from lead where id in (select lead_family(new.lead_id)))) then
        insert into test_order (kind, person, key) values ('sending', lead_root(new.lead_id), new.key);
      end if;
      return null;
    end $$;
    create trigger note_contact after insert or update of state on outbound
      for each row execute function note_contact();
    create function note_opt_out() returns trigger language plpgsql as $$
    begin
      if new.opted_out_at is not null and old.opted_out_at is null then
        insert into test_order (kind, person) values ('optedOut', lead_root(new.id));
      end if;
      return null;
    end $$;
    create trigger note_opt_out after update on lead for each row execute function note_opt_out()`);
  await client.end();
};

/** A server that is too busy takes no signal: it is lost like others here, and told again in the next round. */
const tellJourney = (db: Database, lead: LeadRef, engine: Engine): Promise<unknown> =>
  deliverFacts(db, lead, engine.signalFact).catch((failure: unknown) => {
    if (!(failure instanceof VendorFailure) || failure.certainty !== 'notSent') throw failure;
  });

const quietRounds = 6;
const roundMs = 250;

const settle = async (
  { db, sql, tenantId }: MergeWorld,
  engine: Engine,
  endCalls: PeopleWorld['endCalls'],
): Promise<void> => {
  const deadline = Date.now() + 40_000;
  for (let quiet = 0, before = ''; quiet < quietRounds; ) {
    if (Date.now() > deadline) throw new Error(`never quiet: ${before}`);
    for (const work of await pendingWork(db.pool, 0, 100)) {
      if (work.kind === 'facts') await tellJourney(db, { tenantId, leadId: work.ref }, engine);
      else if (work.kind === 'command') await repeat(work.ref);
    }
    const ended = await endCalls('noAnswer');
    const [now] = await sql<{ seen: string }>(`
      select concat_ws(' ', (select count(*) from lead_fact), (select count(*) from timeline_event),
        (select count(*) from outbound where state in ('planned', 'sending', 'unknown')),
        (select count(*) from call_attempt where ended_at is null)) as seen`);
    quiet = ended === 0 && now?.seen === before ? quiet + 1 : 0;
    before = now?.seen ?? '';
    await wait(roundMs);
  }
  async function repeat(commandId: string): Promise<void> {
    const { id, leadId, name } = await db.inTenant(tenantId, (tx) => commandToSend(tx, commandId));
    await tellJourney(db, { tenantId, leadId }, engine);
    const answer = await engine.sendCommand({ tenantId, leadId, name, commandId: id, timeoutMs: 3_000 });
    if (answer.kind === 'pending') return;
    const now = await db.inTenant(tenantId, (tx) => commandToSend(tx, commandId));
    if (now.leadId !== leadId) return;
    if (answer.kind === 'closed')
      await db.inTenant(tenantId, (tx) => settleForClosed(tx, { id, name, leadId }));
    await settlePending(db.pool, { kind: 'command', ref: commandId, upto: 1 });
  }
};
