import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quietProgress } from '../../local/progress.ts';
import { readLocalSettings } from '../../local/settings.ts';
import { openState } from '../../local/state.ts';
import { supervise } from '../../local/supervise.ts';
import { devServer } from '../../local/temporal.ts';
import { temporalBinary } from '../../local/temporal-binary.ts';
import { registerNamespace } from '../../local/temporal-namespace.ts';
import { namespace, searchAttributes, taskQueues } from '../../temporal.config.ts';
import { newPlace, type Place } from './fixtures/place.ts';

let place: Place;
beforeEach(async () => {
  place = await newPlace();
});
afterEach(() => place.clear());

async function withServer<T>(use: (address: string) => Promise<T>): Promise<T> {
  const settings = readLocalSettings(place.environment);
  const state = openState(settings.stateFolder);
  const binary = await temporalBinary(settings, {
    progress: quietProgress(),
    signal: new AbortController().signal,
  });
  const { temporal: port, temporalUi: uiPort } = settings.ports;
  const plan = devServer({
    binary,
    stateFolder: state.folder,
    port,
    uiPort,
    environment: { PATH: process.env.PATH ?? '' },
  });
  const server = supervise(plan, { ...state, say: () => undefined });
  await server.start();
  try {
    return await use(`127.0.0.1:${port}`);
  } finally {
    await server.kill('SIGKILL');
  }
}

async function connected<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

test('a second start on the same file, after kill -9, knows the runs and finds them by our search attributes', async () => {
  await withServer((address) =>
    connected(address, (client) =>
      client.workflow.start('sleepsUntilSomebodyComes', {
        workflowId: 'kept',
        taskQueue: taskQueues.leads,
        typedSearchAttributes: [
          { key: searchAttributes.tenantId, value: 'tenant-1' },
          { key: searchAttributes.leadScore, value: 7 },
          { key: searchAttributes.nextActionAt, value: new Date('2030-01-01T00:00:00Z') },
        ],
      }),
    ),
  );
  await withServer(async (address) => {
    expect(await registerNamespace({ address })).toEqual([]);
    await connected(address, async (client) => {
      expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
      const query = `TenantId = 'tenant-1' and LeadScore > 6 and NextActionAt > '2029-01-01T00:00:00Z'`;
      const found: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
      expect(found).toEqual(['kept']);
    });
  });
});

test('another namespace, and the attributes it lacks, are registered once', async () => {
  await withServer(async (address) => {
    const names = Object.values(searchAttributes).map(({ name }) => name);
    expect(await registerNamespace({ address }, 'another')).toEqual(names);
    expect(await registerNamespace({ address }, 'another')).toEqual([]);
  });
});
