import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { createErasureActivities } from '../../activities/erasure/index.ts';
import { createRetentionActivities } from '../../activities/retention/index.ts';
import type { RetentionPace } from '../../domain/retention/pace.ts';
import { createEngine, readEngineSettings } from '../../integrations/engine/index.ts';
import type { Engine } from '../../integrations/engine/port.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { Erasure, type ErasureRow } from '../../schema/database/erasure/entities.ts';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import { taskQueues } from '../../temporal.config.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { type MergeWorld, mergeWorld } from '../merge/merge-world.ts';
import { keptLog } from '../support/api-context.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';
import { startTemporalServer } from '../support/temporal-server.ts';
import { bundleWorkflows } from '../workflow/journey-world.ts';

/** People with real journeys, in a Temporal server of one's own; vendors do as they are told. */
export interface ErasureWorld extends MergeWorld {
  owner: pg.Pool;
  engine: Engine;
  client: Client;
  /** Tells the lead's journey what it has not heard of. */
  pump(leadId: string): Promise<void>;
  begin(leadId: string): Promise<{ erasureId: string; leadIds: string[] }>;
  /** Asks for the workflow, as the dispatcher does. */
  start(erasureId: string): Promise<void>;
  erasure(erasureId: string): Promise<ErasureRow>;
  /** Waits until it is done. */
  done(erasureId: string): Promise<ErasureRow>;
  runsOf(workflowId: string): Promise<number>;
  close(): Promise<void>;
}

export const erasureWorld = async (
  change?: (settings: TenantSettings) => TenantSettings,
  pace?: RetentionPace,
): Promise<ErasureWorld> => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startTemporalServer();
  const world = await mergeWorld(change);
  const { db, tenantId, vendors } = world;
  const engine = await createEngine(readEngineSettings({ TEMPORAL_ADDRESS: server.address }));
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  const native = await NativeConnection.connect({ address: server.address });
  const ports = {
    db,
    telephony: vendors.telephony.port,
    calendar: vendors.calendar.port,
    log: keptLog().log,
  };
  const worker = await Worker.create({
    connection: native,
    taskQueue: taskQueues.leads,
    workflowBundle: await bundleWorkflows(),
    activities: {
      ...world.activities,
      ...createErasureActivities({ ...ports, email: vendors.email.port, engine }),
      ...createRetentionActivities({ ...ports, linkSecret }, pace),
    },
  });
  const running = worker.run();
  const owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
  const erasure = (id: string) =>
    db.inTenant(tenantId, (tx) => tx.findOneOrFail(Erasure, { id })) as Promise<ErasureRow>;
  return {
    ...world,
    owner,
    engine,
    client,
    pump: async (leadId) => void (await deliverFacts(db, { tenantId, leadId }, engine.signalFact)),
    begin: async (leadId) => {
      const asked = { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret } as const;
      const begun = await db.inTenant(tenantId, (tx) => beginErasure(tx, asked));
      if (!begun) throw new Error('no such lead');
      return begun;
    },
    start: async (erasureId) =>
      engine.startErasure({ tenantId, leadId: (await erasure(erasureId)).leadId, erasureId }),
    erasure,
    done: (id) =>
      waitUntil(
        'the erasure is done',
        async () => {
          const now = await erasure(id);
          return now.state === 'done' && now;
        },
        // a history whose run has just closed goes after some seconds
        { withinMs: 90_000 },
      ),
    runsOf: async (workflowId) => {
      const query = `WorkflowId = '${workflowId}'`;
      return (await client.workflow.count(query)).count;
    },
    close: async () => {
      worker.shutdown();
      await running;
      await engine.close();
      await native.close();
      await connection.close();
      await owner.end();
      await world.drop();
      await server.stop();
    },
  };
};
