import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import type { ModelInput } from '../../integrations/language/port.ts';
import { turnsOf } from '../../schema/database/calls/talk-turns.ts';
import type { Database } from '../../schema/database/database.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import type { CallUnderTest } from './call-rows.ts';
import { type CallServer, parametersOf, post, startCallServer } from './call-server.ts';
import { type ScriptedStep, scriptedModel } from './scripted-talk.ts';

type Script = (ScriptedStep[] | ((input: ModelInput[]) => ScriptedStep[]))[];

/** A database of this file's own, and servers that are closed after each test. */
export const relayWorld = () => {
  const world = {} as { db: Database; made: TestDatabase };
  const servers: CallServer[] = [];
  beforeAll(async () => {
    world.made = await testDatabase();
    world.db = world.made.db;
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => world.made.drop());
  const serve = async (script: Script) => {
    const scripted = scriptedModel(script);
    const server = await startCallServer(world.db, scripted.model);
    servers.push(server);
    return { server, ...scripted };
  };
  const turns = async (call: CallUnderTest) =>
    (await world.db.inTenant(call.tenantId, (tx) => turnsOf(tx, call.attemptId))).map(
      ({ speaker, text }) => `${speaker}: ${text}`,
    );
  return { world, serve, turns };
};

export const connect = async (server: CallServer, call: CallUnderTest) =>
  parametersOf((await post(server, 'twiml', call)).body);
export const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 5_000, interval: 10 });
/** How the vendor reports a lost socket. */
export const lost = { SessionId: 'VX1', SessionStatus: 'failed' };
