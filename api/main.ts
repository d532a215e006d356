import { createServer } from 'node:http';
import { createCalendar, readCalendarSettings } from '../integrations/calendar/index.ts';
import { createEmailSender, readEmailSettings } from '../integrations/email/index.ts';
import { createEngine, readEngineSettings } from '../integrations/engine/index.ts';
import { createLanguageModel, readLanguageSettings } from '../integrations/language/index.ts';
import { createLogger } from '../integrations/log/logger.ts';
import { readLogLevel } from '../integrations/log/settings.ts';
import { readTogether } from '../integrations/read-together.ts';
import { createTelephony, readTelephonySettings } from '../integrations/telephony/index.ts';
import { openDatabase } from '../schema/database/database.ts';
import { createApp } from './app.ts';
import { attachRelay } from './calls/attach-relay.ts';
import { createStartRecording } from './calls/start-recording.ts';
import type { ApiContext } from './context.ts';
import { createPump } from './pump.ts';
import { createSendCommand } from './send-command.ts';
import { readApiSettings } from './settings.ts';

const settings = readTogether({
  api: () => readApiSettings(),
  engine: () => readEngineSettings(),
  telephony: () => readTelephonySettings(),
  email: () => readEmailSettings(),
  calendar: () => readCalendarSettings(),
  language: () => readLanguageSettings(),
});
const log = createLogger({ name: 'api', level: readLogLevel() });
const db = await openDatabase(settings.api.databaseUrl, { poolMax: 20 });
const engine = await createEngine(settings.engine);

const context: ApiContext = {
  settings: settings.api,
  db,
  log,
  telephony: createTelephony(settings.telephony),
  email: createEmailSender(settings.email),
  calendar: createCalendar(settings.calendar),
  language: createLanguageModel(settings.language),
  pump: createPump(db, engine.signalFact, log, settings.api.factsPerSecond),
  command: createSendCommand(db, engine.sendCommand, settings.api.linkSecret),
};

const server = createServer(createApp(context, engine.isUp));
const relay = attachRelay(server, context, { startRecording: createStartRecording(context) });
server.listen(settings.api.port, settings.api.host, () => log.info({ port: settings.api.port }, 'api ready'));

const leave = async (): Promise<void> => {
  // talks go on in another process; requests under way are let finish
  relay.close();
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
