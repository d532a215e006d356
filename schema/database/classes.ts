import { accountClasses } from './accounts/classes.ts';
import { appointmentClasses } from './appointments/classes.ts';
import { auditClasses } from './audit/classes.ts';
import { bulkClasses } from './bulk/classes.ts';
import { calendarClasses } from './calendars/classes.ts';
import { callClasses } from './calls/classes.ts';
import { type ColumnClass, count, generated, id, instant } from './column-classes.ts';
import { conversationClasses } from './conversations/classes.ts';
import { emailClasses } from './emails/classes.ts';
import { erasureClasses } from './erasure/classes.ts';
import { exportClasses } from './exports/classes.ts';
import { importClasses } from './imports/classes.ts';
import { leadClasses } from './leads/classes.ts';
import { mergeClasses } from './leads/merge-classes.ts';
import { ledgerClasses } from './ledger/classes.ts';
import { liveClasses } from './live/classes.ts';
import { noteClasses } from './notes/classes.ts';
import { platformClasses } from './platform/classes.ts';
import { retentionClasses } from './retention/classes.ts';
import { routingClasses } from './routing/classes.ts';
import { tenantClasses } from './tenants/classes.ts';

/** What becomes of every column of ours when a person is erased. */
export const tableClasses = [
  ...tenantClasses,
  ...leadClasses,
  ...importClasses,
  ...bulkClasses,
  ...mergeClasses,
  ...conversationClasses,
  ...callClasses,
  ...emailClasses,
  ...appointmentClasses,
  ...calendarClasses,
  ...ledgerClasses,
  ...noteClasses,
  ...erasureClasses,
  ...retentionClasses,
  ...exportClasses,
  ...accountClasses,
  ...auditClasses,
  ...platformClasses,
  ...routingClasses,
  ...liveClasses,
];

/** The columns that no entity has, by the names that PostgreSQL knows them by. */
export const classesWithoutEntity: Record<string, ColumnClass> = {
  'public.lead.search_text': generated,
  // in which MikroORM keeps what was migrated
  'public.migration.id': count,
  'public.migration.name': id,
  'public.migration.executed_at': instant,
};
