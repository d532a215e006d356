import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import twilio from 'twilio';
import { createApp } from '../../api/app.ts';
import { hashPassword } from '../../api/auth/password.ts';
import type { ApiContext } from '../../api/context.ts';
import { readApiSettings } from '../../api/settings.ts';
import { createCalendar } from '../../integrations/calendar/index.ts';
import { createEmailSender } from '../../integrations/email/index.ts';
import { readIntegrationSettings } from '../../integrations/settings.ts';
import { createTelephony } from '../../integrations/telephony/index.ts';
import type { AccountLinkKind } from '../../schema/contracts/accounts.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import { createAccountLink } from '../../schema/database/accounts/account-links.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import { CalendarWatch } from '../../schema/database/calendars/entities.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { keepTargets, trackingIdOf } from '../../schema/database/emails/tracking.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedExport } from '../support/seed-export.ts';
import { seedImport } from '../support/seed-import.ts';
import { seedInvitation } from '../support/seed-invitation.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { seedSuperAdmin } from '../support/seed-super-admin.ts';

export const password = 'the same password everywhere';
export const platformEmail = 'pat@platform.example';
const environment = { SANDBOX_URL: 'http://127.0.0.1:9' };

/** A business with one of everything that an address of ours may speak of. */
export interface Side extends SeededLead {
  tenantId: string;
  slug: string;
  mark: string;
  number: string;
  email: string;
  liveCallId: string;
  callSid: string;
  /** what an admin of it sends to be known */
  headers: Record<string, string>;
  subscriptionId: string;
  eventId: string;
  trackingId: string;
  leadPhone: string;
  leadEmail: string;
  importId: string;
  exportId: string;
  verificationLink: string;
  /** by which the admin signs in with another address */
  addressLink: string;
  /** the link of an invitation */
  invitationLink: string;
  /** links for a new password, of two people who are not signed in */
  resetLinks: { agent: string; viewer: string };
}

/** The whole api over HTTP with two businesses in its database, and no vendor that could be reached. */
export interface RouteWorld {
  url: string;
  app: ReturnType<typeof createApp>;
  database: TestDatabase;
  alpha: Side;
  bravo: Side;
  commands: { tenantId: string }[];
  /** Posts as the telephony vendor does, signed. */
  twilio(path: string, form: Record<string, string>): Promise<Response>;
  /** Posts as the mail vendor does, signed. */
  resend(event: object): Promise<Response>;
  close(): Promise<void>;
}

export const routeWorld = async (): Promise<RouteWorld> => {
  const database = await testDatabase();
  const { db } = database;
  const settings = readApiSettings({ DATABASE_URL: 'given', LINK_SECRET: testLinkSecret, APP_ENV: 'test' });
  const vendors = readIntegrationSettings(environment);
  const commands: { tenantId: string }[] = [];
  const telephony = createTelephony(vendors.telephony);
  const context = {
    ...{ settings, db, log: pino({ level: 'silent' }), calendar: createCalendar(vendors.calendar) },
    telephony: { ...telephony, hangUp: async () => undefined, fetchCall: async () => null },
    email: createEmailSender(vendors.email),
    pump: () => undefined,
    wakeWatch: () => undefined,
    command: async (request: { tenantId: string }) => {
      commands.push(request);
      return { commandId: uuidV7(), status: 'done', code: 'cancelled', text: 'Done.' };
    },
  } as unknown as ApiContext;
  const app = createApp(context, async () => true);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const alpha = await side(database, url, 'Alpha');
  const bravo = await side(database, url, 'Bravo');
  await seedSuperAdmin(database, { email: platformEmail, passwordHash: await hashPassword(password) });
  return {
    ...{ url, app, database, alpha, bravo, commands },
    twilio: (path, form) => {
      const signed = `${settings.publicBaseUrl}${path}`;
      const signature = twilio.getExpectedTwilioSignature(sandboxCredentials.twilioAuthToken, signed, form);
      const headers = { 'x-twilio-signature': signature };
      return fetch(`${url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
    },
    resend: (event) => {
      const body = JSON.stringify(event);
      return fetch(`${url}/api/webhooks/resend`, { method: 'POST', body, headers: signedBySvix(body) });
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await database.drop();
    },
  };
};

/** Somebody of the platform who entered this business, with all that it has. */
export const guestOf = async ({ url }: RouteWorld, of: Side): Promise<Side> => {
  const answer = await fetch(`${url}/api/auth/enter`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: platformEmail, password, tenant: of.slug }),
  });
  const { token } = (await answer.json()) as { token: string };
  return { ...of, headers: { authorization: `Bearer ${token}` } };
};

const signedBySvix = (body: string): Record<string, string> => {
  const [id, seconds] = [`msg_${uuidV7()}`, Math.floor(Date.now() / 1000)];
  const key = Buffer.from(sandboxCredentials.resendWebhookSecret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(seconds),
    'svix-signature': `v1,${signature}`,
  };
};

const side = async ({ db }: TestDatabase, url: string, mark: string): Promise<Side> => {
  const firstPassword = () => hashPassword(password);
  const { tenantId, slug, settings } = await seedTenant(db, mark, { firstPassword });
  const n = mark === 'Alpha' ? 1 : 2;
  const seeded = await seedLead(db, tenantId, mark, n);
  const [liveCallId, subscriptionId] = [uuidV7(), `sub-${mark}`];
  const callSid = `CA${mark.toLowerCase()}0000000000000000000000000`;
  const [eventId, key] = [`event of ${mark}`, `welcome:${mark}`];
  const leadPhone = `+44207946000${n}`;
  const called = {
    fromNumber: String(settings.phone?.number),
    toNumber: '+447700900123',
    slotsOffered: [],
    answers: {},
  };
  await db.inTenant(tenantId, async (tx) => {
    const row = { id: liveCallId, tenantId, createdAt: new Date(), causeId: uuidV7() };
    const causedBy = { kind: 'system', id: 'seed' } as const;
    await tx.insert(CallAttempt, {
      ...{ ...row, ...called, leadId: seeded.leadId, number: 3, callSid, causedBy },
      state: 'ringing' as const,
    });
    await tx.nativeUpdate(Lead, { id: seeded.leadId }, { phone: leadPhone });
    await tx.nativeUpdate(Appointment, { id: seeded.appointmentId }, { eventId });
    await tx.execute('update email set vendor_id = ? where id = (select min(id::text)::uuid from email)', [
      `mail of ${mark}`,
    ]);
    await keepTargets(tx, { tenantId, key, targets: ['https://alpha.example/'] });
    await tx.nativeUpdate(CalendarWatch, { staffKey: 'agent' }, { subscriptionId });
    const account = [tenantId, 'microsoft-graph-subscription', subscriptionId];
    await tx.execute('select routing.put_account(?, ?, ?)', account);
  });
  const resetLinks = {
    agent: await accountLink(db, tenantId, 'agent', 'passwordReset'),
    viewer: await accountLink(db, tenantId, 'viewer', 'passwordReset'),
  };
  const email = `admin@${slug}.example`;
  const logIn = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { token } = (await logIn.json()) as { token: string };
  return {
    ...{ ...seeded, tenantId, slug, mark, email, liveCallId, callSid, subscriptionId },
    number: String(settings.phone?.number),
    headers: { authorization: `Bearer ${token}` },
    ...{ eventId, leadPhone, trackingId: trackingIdOf(tenantId, key) },
    leadEmail: `lead${n}@${slug}.example`,
    importId: await seedImport(db, tenantId, mark),
    exportId: await seedExport(db, tenantId, { mark, leadId: seeded.leadId }),
    verificationLink: await accountLink(db, tenantId, 'admin', 'verifyAddress'),
    addressLink: await accountLink(db, tenantId, 'admin', 'addressChange', `moved@${slug}.example`),
    ...{ resetLinks, invitationLink: await seedInvitation(db, tenantId, mark) },
  };
};

const accountLink = (
  db: TestDatabase['db'],
  tenantId: string,
  staffKey: string,
  kind: AccountLinkKind,
  address?: string,
): Promise<string> =>
  db.inTenant(tenantId, async (tx) => {
    const { id: userId } = await tx.findOneOrFail(StaffUser, { staffKey });
    const given = { tenantId, kind, userId, lastsMs: 600_000, ...(address && { address }) } as const;
    return (await createAccountLink(tx, given, testLinkSecret)).id;
  });

/** Everything that the database holds of a business, as one line per table. */
export const holdings = ({ db }: TestDatabase, tenantId: string): Promise<Record<string, string>> =>
  db.inTenant(tenantId, async (tx) => {
    const tables = await tx.execute<{ name: string }[]>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
       and relname <> 'migration' order by 1`,
    );
    const held: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await tx.execute<{ count: string; hash: string }[]>(
        `select count(*), md5(coalesce(string_agg(t::text, chr(10) order by id), '')) as hash from "${name}" t`,
      );
      held[name] = `${row?.count} rows ${row?.hash}`;
    }
    return held;
  });
