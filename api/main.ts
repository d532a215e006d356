import { createServer } from 'node:http';
import { createCalendar } from '../integrations/calendar/index.ts';
import { createEmailSender, createMailbox } from '../integrations/email/index.ts';
import { createEngine } from '../integrations/engine/index.ts';
import { createLanguageModel } from '../integrations/language/index.ts';
import { createLogger } from '../integrations/log/logger.ts';
import { readLogLevel } from '../integrations/log/settings.ts';
import { readIntegrationSettings } from '../integrations/settings.ts';
import { settingsOrExit } from '../integrations/settings-or-exit.ts';
import { createTelephony } from '../integrations/telephony/index.ts';
import { openDatabase } from '../schema/database/database.ts';
import { createApp } from './app.ts';
import { attachRelay } from './calls/attach-relay.ts';
import { createStartRecording } from './calls/start-recording.ts';
import type { ApiContext } from './context.ts';
import { readMailbox } from './mailbox/read-mailbox.ts';
import { createPump } from './pump.ts';
import { createSendCommand } from './send-command.ts';
import { readApiSettings } from './settings.ts';

const settings = settingsOrExit({
  api: () => readApiSettings(),
  vendors: () => readIntegrationSettings(),
  logLevel: () => readLogLevel(),
});
const log = createLogger({ name: 'api', level: settings.logLevel });
// described by our log: Node would print the error whole, and errors of the database repeat what people wrote
const end = (err: unknown, what: string): never => {
  log.fatal({ err }, what);
  process.exit(1);
};
process.once('uncaughtException', (err) => end(err, 'the api ends: nobody caught this'));

// whoever asked is answered within thirty seconds: nothing of theirs may wait for a lock and be written after that
const patience = { lockMs: 10_000, statementMs: 25_000 };
const db = await openDatabase(settings.api.databaseUrl, { poolMax: 20, patience });
const engine = await createEngine(settings.vendors.engine);

const leaving = new AbortController();
const pump = createPump(db, engine.signalFact, log, settings.api.factsPerSecond);
const context: ApiContext = {
  settings: settings.api,
  db,
  log,
  telephony: createTelephony(settings.vendors.telephony),
  email: createEmailSender(settings.vendors.email),
  calendar: createCalendar(settings.vendors.calendar),
  language: createLanguageModel(settings.vendors.language),
  pump,
  wakeWatch: (watch) =>
    void engine
      .wakeWatch(watch)
      .catch((err: unknown) => log.warn({ err, ...watch }, 'a calendar is left to the dispatcher')),
  leaving: leaving.signal,
  command: createSendCommand(db, engine.sendCommand, settings.api.linkSecret, pump),
};

const server = createServer(createApp(context, engine.isUp));
// longer than the proxies before us keep an idle connection (a minute as a rule): who closes first must not be we, because
// a form sent into that very moment is lost to its sender
server.keepAliveTimeout = 75_000;
const relay = attachRelay(server, context, { startRecording: createStartRecording(context) });
const mailbox = createMailbox(settings.vendors.email);
const reading = mailbox ? readMailbox(context, mailbox, leaving.signal) : Promise.resolve();
server.once('error', (err) => end(err, 'the port cannot be listened on'));
server.listen(settings.api.port, settings.api.host, () => log.info({ port: settings.api.port }, 'api ready'));

const leave = async (): Promise<void> => {
  // talks go on in another process; requests under way are let finish
  relay.close();
  leaving.abort();
  await reading;
  await new Promise<void>((closed) => {
    server.close(() => closed());
    server.closeIdleConnections();
  });
  await engine.close();
  await db.close();
  process.exit(0);
};
process.once('SIGTERM', () => void leave());
process.once('SIGINT', () => void leave());
