import { randomInt } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities } from '../../activities/index.ts';
import type { Ports } from '../../activities/ports.ts';
import type { Cause, LeadRef } from '../../schema/contracts/ids.ts';
import type {
  JourneyActivities,
  JourneyLocalActivities,
  StampedLead,
  Step,
} from '../../schema/contracts/journey.ts';
import type { NotifyActivities } from '../../schema/contracts/notes.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { WatchActivities } from '../../schema/contracts/watch.ts';
import { Lead, LeadConsent, LeadFact, type LeadRow } from '../../schema/database/leads/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { keptLog } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { fakeCalendar, fakeEmail, fakeLanguage, fakeTelephony } from './fake-vendors.ts';

type Activities = JourneyActivities & JourneyLocalActivities & NotifyActivities & WatchActivities;

/** A lead, as its journey would know it. */
export interface TestLead extends LeadRef {
  /** the form, as the cause of the first call */
  form: Cause;
  phone: string;
}

/** The activities over real rows and vendors that do as they are told. */
export interface ActivityWorld extends TestDatabase {
  tenantId: string;
  activities: Activities;
  vendors: ReturnType<typeof fakeVendors>;
  newLead(changes?: Partial<LeadRow>): Promise<TestLead>;
  /** What the journey puts into every input; each is newer than the one before. */
  stamped(lead: LeadRef, step?: Step): StampedLead;
  /** Runs an activity that tells Temporal of its progress. */
  beating<Result>(work: () => Promise<Result>, since?: { waitedMs: number }): Promise<Result>;
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  actions(lead: LeadRef): Promise<{ key: string; state: string; reason: string | null; attempt: number }[]>;
  /** as if the time had passed: nobody holds an action any more */
  expireLeases(): Promise<void>;
}

const fakeVendors = () => ({
  telephony: fakeTelephony(),
  email: fakeEmail(),
  calendar: fakeCalendar(),
  language: fakeLanguage(),
});

export const activityWorld = async (
  change: (settings: TenantSettings) => TenantSettings = (settings) => settings,
  given: (db: TestDatabase['db']) => Promise<Partial<Ports>> = async () => ({}),
): Promise<ActivityWorld> => {
  const database = await testDatabase({ poolMax: 15 });
  const { db } = database;
  const { tenantId } = await seedTenant(db, 'Acts', { change });
  const vendors = fakeVendors();
  const ports: Ports = {
    db,
    telephony: vendors.telephony.port,
    email: vendors.email.port,
    calendar: vendors.calendar.port,
    language: vendors.language.port,
    publicBaseUrl: 'https://leads.example',
    linkSecret: testLinkSecret,
    log: keptLog().log,
    ...(await given(db)),
  };
  const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    db.inTenant(tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);
  const runStartedAt = new Date().toISOString();
  let version = 0;
  return {
    ...database,
    tenantId,
    vendors,
    sql,
    activities: createActivities(ports),
    newLead: (changes = {}) => insertLead(database, tenantId, changes),
    stamped: ({ leadId }, step = 'call') => {
      version += 1;
      return { tenantId, leadId, stamp: { runStartedAt, runId: 'run-1', version, step } };
    },
    beating: (work, { waitedMs } = { waitedMs: 0 }) =>
      new MockActivityEnvironment({ scheduledTimestampMs: Date.now() - waitedMs }).run(work),
    actions: ({ leadId }) =>
      sql('select key, state, reason, attempt from outbound where lead_id = ? order by created_at, id', [
        leadId,
      ]),
    expireLeases: async () => {
      await sql(
        `update outbound set lease_until = now() - interval '1 second' where lease_until is not null`,
      );
    },
  };
};

const insertLead = async (
  { db }: TestDatabase,
  tenantId: string,
  changes: Partial<LeadRow>,
): Promise<TestLead> => {
  const [leadId, formId, now] = [uuidV7(), uuidV7(), new Date()];
  const phone = `+4477${String(randomInt(1e8)).padStart(8, '0')}`;
  const form: Cause = { kind: 'fact', id: formId };
  const row = () => ({ id: uuidV7(), tenantId, createdAt: now, leadId, causedBy: form });
  await db.inTenant(tenantId, async (tx) => {
    await tx.insert(Lead, {
      id: leadId,
      tenantId,
      createdAt: now,
      updatedAt: now,
      name: 'Ada Example',
      phone,
      email: `${leadId}@lead.example`,
      language: 'en',
      source: 'form',
      answers: {},
      factSeq: 1,
      ...changes,
    } as never);
    await tx.insert(LeadConsent, { ...row(), given: true, text: 'yes', givenAt: now });
    await tx.insert(LeadFact, { ...row(), seq: 1, kind: 'formSubmitted', ref: formId, late: false });
  });
  return { tenantId, leadId, form, phone };
};
