// the dispatcher against PostgreSQL, with an engine that does as it is told
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSendCommand } from '../../api/send-command.ts';
import type { CommandReply, Engine } from '../../integrations/engine/port.ts';
import { createLogger } from '../../integrations/log/logger.ts';
import type { ErasureRef } from '../../schema/contracts/erasure.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { NoteRef } from '../../schema/contracts/notes.ts';
import { wakeWatch } from '../../schema/database/calendars/wake-watch.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { readCommand, settleCommand } from '../../schema/database/leads/commands.ts';
import { noteStaff } from '../../schema/database/notes/note-staff.ts';
import { notePendingBatch } from '../../schema/database/routing/doors.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type DispatcherPace, runDispatcher } from '../../worker/dispatcher.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type FactsWorld, factsWorld } from './facts-world.ts';
import { journeysDouble } from './journeys-double.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const pace: DispatcherPace = { everyMs: 5, waitedMs: 0, againMs: 50, most: 4, atOnce: 2 };
const failed = (certainty: 'rejected' | 'notSent') =>
  new VendorFailure({ vendor: 'temporal', type: 'Vendor.Rejected', certainty, code: 'x' });

let world: FactsWorld;
let leadId: string;
let temporal: ReturnType<typeof journeysDouble>;
let wakened: string[];
let asked: Parameters<Engine['sendCommand']>[0][];
let imports: string[];
let bulks: string[];
let exports: string[];
let notes: NoteRef[];
let erasures: ErasureRef[];
let noteAnswer: () => Promise<void>;
let reply: (ask: Parameters<Engine['sendCommand']>[0]) => Promise<CommandReply>;
const leaving: { stop: AbortController; done: Promise<void> }[] = [];

beforeAll(async () => {
  world = await factsWorld();
});
beforeEach(async () => {
  leadId = await world.newLead();
  temporal = journeysDouble();
  asked = [];
  wakened = [];
  imports = [];
  bulks = [];
  exports = [];
  notes = [];
  erasures = [];
  noteAnswer = async () => undefined;
  reply = async () => ({ kind: 'pending' });
});
afterEach(async () => {
  for (const { stop, done } of leaving.splice(0)) {
    stop.abort();
    await done;
  }
  // what one test left undone is not the next one's
  for (const { kind, ref } of await allPending())
    await world.db.pool.query('select routing.settle_pending($1, $2, 1000)', [kind, ref]);
});
afterAll(() => world.drop());

const allPending = async () => {
  await world.db.pool.query('select 1');
  const { rows } = await world.db.pool.query<{ kind: string; ref: string }>(
    `select * from routing.pending_work(interval '-1 hour', 1000)`,
  );
  return rows;
};

const dispatcher = (over: Partial<DispatcherPace> = {}) => {
  const stop = new AbortController();
  const engine: Engine = {
    vendor: 'double',
    signalFact: (fact) => temporal.signal(fact),
    sendCommand: async (ask) => {
      asked.push(ask);
      const answer = await reply(ask);
      return answer;
    },
    wakeWatch: async (watch) => {
      wakened.push(watch.staffKey);
    },
    wakeImport: async ({ importId }) => {
      imports.push(importId);
    },
    startBulk: async ({ bulkId }) => {
      bulks.push(bulkId);
    },
    startExport: async ({ exportId }) => {
      exports.push(exportId);
    },
    startNote: async (note) => {
      notes.push(note);
      await noteAnswer();
    },
    startErasure: async (erasure) => {
      erasures.push(erasure);
    },
    keepRetention: async () => undefined,
    startRetention: async () => undefined,
    isRunning: async () => false,
    deleteRuns: async () => 0,
    isUp: async () => true,
    close: async () => undefined,
  };
  const done = runDispatcher({ db: world.db, engine, log }, { ...pace, ...over }, stop.signal);
  leaving.push({ stop, done });
  return { stop, done };
};

const send = (timeoutMs?: number) => {
  const ask = async (): Promise<CommandReply> => ({ kind: 'pending' });
  return createSendCommand(world.db, ask, testLinkSecret)(pauseOf(leadId), timeoutMs);
};
const pauseOf = (lead: string, commandId = uuidV7()) => ({
  tenantId: world.tenantId,
  leadId: lead,
  name: 'pause' as const,
  arguments: { reason: null },
  actor: { kind: 'staff' as const, id: 'agent' },
  commandId,
});
const stateOf = (id: string) =>
  world.db.inTenant(world.tenantId, async (tx) => (await readCommand(tx, id)).state);
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

describe('the dispatcher', () => {
  test('brings facts that nobody signalled, of more leads than one round takes', async () => {
    const leads = await Promise.all(Array.from({ length: 11 }, () => world.newLead()));
    for (const lead of leads) await world.tell(lead);
    dispatcher();
    await soon(async () => expect(new Set(temporal.heard.map((f) => f.leadId))).toEqual(new Set(leads)));
    await soon(async () => expect(await allPending()).toEqual([]));
  });

  test('leaves young work to the process that made it', async () => {
    await world.tell(leadId);
    dispatcher({ waitedMs: 60_000 });
    await sleep(60);
    expect(temporal.heard).toEqual([]);
  });

  test('two of them at once and Temporal away for a while: everything in order', async () => {
    temporal.state.away = true;
    for (let i = 0; i < 5; i++) await world.tell(leadId);
    dispatcher();
    dispatcher();
    await sleep(40);
    temporal.state.away = false;
    await soon(async () => expect([...new Set(temporal.seqs())]).toEqual([1, 2, 3, 4, 5]));
  });

  test('repeats a command with the same id until it is answered', async () => {
    const { commandId, status } = await send();
    expect(status).toBe('accepted');
    dispatcher();
    await soon(async () => expect(asked.length).toBeGreaterThan(1));
    reply = async () => {
      await world.db.inTenant(world.tenantId, (tx) =>
        settleCommand(tx, commandId, { state: 'done', code: 'paused', text: 'Paused.', effect: {} }),
      );
      return { kind: 'answered', outcome: { status: 'done', code: 'paused' } };
    };
    await soon(async () => expect(await allPending()).toEqual([]));
    expect(new Set(asked.map((ask) => ask.commandId))).toEqual(new Set([commandId]));
    expect(await stateOf(commandId)).toBe('done');
  });

  test('takes an answered command off the list even if its settling did not', async () => {
    await send();
    reply = async () => ({ kind: 'answered', outcome: { status: 'refused', code: 'nothingToDo' } });
    dispatcher();
    await soon(async () => expect(await allPending()).toEqual([]));
    expect(asked).toHaveLength(1);
  });

  test('starts the journey before it asks it, so that nothing is refused as closed', async () => {
    const { commandId } = await send();
    await world.tell(leadId, 'formSubmitted');
    reply = async () =>
      temporal.journeys.get(leadId) === 'running'
        ? { kind: 'answered', outcome: { status: 'done', code: 'paused' } }
        : { kind: 'closed' };
    dispatcher();
    await soon(async () => expect(await allPending()).toEqual([]));
    expect(await stateOf(commandId)).toBe('accepted');
  });

  test('refuses the command of a closed journey, and says so in its row', async () => {
    const { commandId } = await send();
    reply = async () => ({ kind: 'closed' });
    dispatcher();
    await soon(async () => expect(await stateOf(commandId)).toBe('refused'));
    await soon(async () => expect(await allPending()).toEqual([]));
  });

  test.each(['rejected', 'notSent'] as const)(
    'commands that fail for ever (%s) keep no fact waiting',
    async (certainty) => {
      for (let i = 0; i < 6; i++) await send();
      reply = () => Promise.reject(failed(certainty));
      await world.tell(leadId);
      const other = await world.newLead();
      await world.tell(other);
      dispatcher();
      await soon(async () => expect(temporal.heard.map((f) => f.leadId)).toContain(other));
    },
  );

  test('starts a note to staff, again after Temporal was away, and the same note again starts nothing', async () => {
    noteAnswer = () => Promise.reject(failed('notSent'));
    const note = () =>
      world.db.inTenant(world.tenantId, (tx) =>
        noteStaff(tx, {
          tenantId: world.tenantId,
          leadId,
          kind: 'handOff',
          about: { kind: 'lead', id: leadId },
          causedBy: { kind: 'system', id: 'test' },
        }),
      );
    await note();
    dispatcher();
    await soon(async () => expect(notes.length).toBeGreaterThan(0));
    noteAnswer = async () => undefined;
    await soon(async () => expect(await allPending()).toEqual([]));
    await note();
    expect(await allPending()).toEqual([]);
    expect(new Set(notes.map(({ noteId }) => noteId)).size).toBe(1);
  });

  test('wakes whoever watches a calendar, once for however much there was to tell', async () => {
    const watch = { tenantId: world.tenantId, staffKey: 'agent' };
    for (let i = 0; i < 3; i += 1) await world.db.inTenant(world.tenantId, (tx) => wakeWatch(tx, watch));
    dispatcher();
    await soon(async () => expect(await allPending()).toEqual([]));
    expect(wakened).toEqual(['agent']);
  });

  test('wakes an import, starts a bulk command and an export, and takes them off its list', async () => {
    const { tenantId } = world;
    const [importId, bulkId, exportId] = [uuidV7(), uuidV7(), uuidV7()];
    await world.db.inTenant(tenantId, async (tx) => {
      await notePendingBatch(tx, { tenantId, kind: 'import', id: importId, asked: 1 });
      await notePendingBatch(tx, { tenantId, kind: 'import', id: importId, asked: 2 });
      await notePendingBatch(tx, { tenantId, kind: 'bulk', id: bulkId, asked: 1 });
      await notePendingBatch(tx, { tenantId, kind: 'export', id: exportId, asked: 1 });
    });
    dispatcher();
    await soon(async () => expect(await allPending()).toEqual([]));
    expect([imports, bulks, exports]).toEqual([[importId], [bulkId], [exportId]]);
  });

  test('stops without leaving anything under way, and without going through the rest', async () => {
    for (let i = 0; i < 4; i++) await send();
    const { promise, resolve } = Promise.withResolvers<void>();
    let open = 0;
    reply = async () => {
      open += 1;
      await promise;
      open -= 1;
      return { kind: 'pending' };
    };
    const { stop, done } = dispatcher();
    await soon(async () => expect(open).toBe(2));
    stop.abort();
    resolve();
    await done;
    expect(open).toBe(0);
    expect(asked).toHaveLength(2);
  });

  test('begins to forget a person, once for any number of times that it was asked', async () => {
    const request = { leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret: testLinkSecret } as const;
    const { tenantId } = world;
    const ask = () => world.db.inTenant(tenantId, (tx) => beginErasure(tx, { tenantId, ...request }));
    const begun = await ask();
    await ask();
    dispatcher();
    await soon(async () => expect(erasures).toEqual([{ tenantId, leadId, erasureId: begun?.erasureId }]));
    await soon(async () => expect(await allPending()).toEqual([]));
  });
});
