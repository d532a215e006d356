import type { BulkActivities } from '../schema/contracts/bulk.ts';
import type { ExportActivities } from '../schema/contracts/exports.ts';
import type { ImportActivities } from '../schema/contracts/imports.ts';
import type { JourneyActivities, JourneyLocalActivities } from '../schema/contracts/journey.ts';
import type { NotifyActivities } from '../schema/contracts/notes.ts';
import type { WatchActivities } from '../schema/contracts/watch.ts';
import { createAppointmentActivities } from './appointments/index.ts';
import { createBulkActivities } from './bulk/index.ts';
import { createWatchActivities } from './calendars/index.ts';
import { createCallActivities } from './calls/index.ts';
import { createCommandActivities } from './commands/index.ts';
import { createConversationActivities } from './conversation/index.ts';
import { createEmailActivities } from './emails/index.ts';
import { createExportActivities } from './exports/index.ts';
import { createImportActivities } from './imports/index.ts';
import { createRowActivities } from './journey/rows.ts';
import { createNotifyActivities } from './notes/index.ts';
import type { Ports } from './ports.ts';
import { createSummaryActivities } from './summary/index.ts';

/** Everything a journey asks of the world and of our rows, over the ports given. */
export const createJourneyActivities = (ports: Ports): JourneyActivities & JourneyLocalActivities => ({
  ...createRowActivities(ports),
  ...createCommandActivities(ports),
  ...createCallActivities(ports),
  ...createSummaryActivities(ports),
  ...createEmailActivities(ports),
  ...createAppointmentActivities(ports),
  ...createConversationActivities(ports),
});

/** Everything that workflows ask for, over the ports given. */
export const createActivities = (
  ports: Ports,
): JourneyActivities &
  JourneyLocalActivities &
  NotifyActivities &
  WatchActivities &
  ImportActivities &
  BulkActivities &
  ExportActivities => ({
  ...createJourneyActivities(ports),
  ...createNotifyActivities(ports),
  ...createWatchActivities(ports),
  ...createImportActivities(ports),
  ...createBulkActivities(ports),
  ...createExportActivities(ports),
});
