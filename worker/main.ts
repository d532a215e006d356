import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { createErasureActivities } from '../activities/erasure/index.ts';
import { createActivities } from '../activities/index.ts';
import { createRetentionActivities } from '../activities/retention/index.ts';
import { createCalendar } from '../integrations/calendar/index.ts';
import { createEmailSender } from '../integrations/email/index.ts';
import { createEngine } from '../integrations/engine/index.ts';
import { createLanguageModel } from '../integrations/language/index.ts';
import { createLogger } from '../integrations/log/logger.ts';
import { readLogLevel } from '../integrations/log/settings.ts';
import { readIntegrationSettings } from '../integrations/settings.ts';
import { settingsOrExit } from '../integrations/settings-or-exit.ts';
import { createTelephony } from '../integrations/telephony/index.ts';
import { openDatabase } from '../schema/database/database.ts';
import { shutdown, taskQueues, workerLimits } from '../temporal.config.ts';
import { runDispatcher } from './dispatcher.ts';
import { failureInterceptor } from './failure-interceptor.ts';
import { keepSchedules } from './keep-schedules.ts';
import { installRuntime } from './runtime.ts';
import { readWorkerSettings } from './settings.ts';

const settings = settingsOrExit({
  worker: () => readWorkerSettings(),
  vendors: () => readIntegrationSettings(),
  logLevel: () => readLogLevel(),
});
const log = createLogger({ name: 'worker', level: settings.logLevel });
installRuntime(log);

const db = await openDatabase(settings.worker.databaseUrl, { poolMax: 20 });
const engine = await createEngine(settings.vendors.engine);
const connection = await NativeConnection.connect(settings.vendors.engine.connection);
const ports = {
  db,
  telephony: createTelephony(settings.vendors.telephony),
  email: createEmailSender(settings.vendors.email),
  calendar: createCalendar(settings.vendors.calendar),
  language: createLanguageModel(settings.vendors.language),
  publicBaseUrl: settings.worker.publicBaseUrl,
  linkSecret: settings.worker.linkSecret,
  log,
};
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
});
const worker = await Worker.create({
  connection,
  namespace: settings.vendors.engine.namespace,
  taskQueue: taskQueues.leads,
  workflowBundle,
  activities: {
    ...createActivities(ports),
    ...createErasureActivities({ ...ports, engine }),
    ...createRetentionActivities(ports),
  },
  interceptors: { activity: [failureInterceptor(log)] },
  ...workerLimits.leads,
  ...shutdown,
});

const leaving = new AbortController();
const pace = {
  everyMs: settings.worker.dispatchEveryMs,
  waitedMs: 1_000,
  againMs: 5_000,
  most: 200,
  atOnce: 4,
};
const dispatching = runDispatcher({ db, engine, log }, pace, leaving.signal);
const scheduling = keepSchedules({ db, engine, log }, leaving.signal);
console.log('worker ready');

// ends by a signal, or by a failure that the process must not survive
await worker.run();
leaving.abort();
await Promise.all([dispatching, scheduling]);
await engine.close();
await connection.close();
await db.close();
