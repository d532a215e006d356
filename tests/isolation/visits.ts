import { readGraphSettings } from '../../integrations/calendar/microsoft-graph/settings.ts';
import type { AccountLinkKind } from '../../schema/contracts/accounts.ts';
import { accountToken } from '../../schema/database/accounts/account-links.ts';
import { trackingToken } from '../../schema/database/emails/tracking-token.ts';
import { putToken } from '../../schema/database/routing/doors.ts';
import { newToken } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { globalId } from '../graphql/ask.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';
import { password, platformEmail, type RouteWorld, type Side } from './route-world.ts';

/** One request to a route, by somebody of `by`, for what is Alpha's. */
export interface Visit {
  ask(world: RouteWorld, by: Side): Promise<Response>;
  /** the statuses for Alpha's own and for a stranger */
  own: number;
  stranger: number;
  /** whether Alpha's own request changes something: the proof that the request reaches what it speaks of */
  changes?: true;
}

const json = { 'content-type': 'application/json' };
const account = 'AC5a0db0c5a0db0c5a0db0c5a0db0c5a0d';

const get = (path: (side: Side, by: Side) => string, own: number, stranger = own): Visit => ({
  ...{ own, stranger },
  ask: ({ url, alpha }, by) => fetch(url + path(alpha, by), { headers: by.headers }),
});

/** A callback of the telephony vendor about Alpha's call, at the address of the business `by`. */
const call = (
  route: string,
  form: Record<string, string>,
  own: number,
  more: Partial<Visit> = {},
): Visit => ({
  ...{ own, stranger: own, ...more },
  ask: ({ twilio, alpha }, by) =>
    twilio(`/api/calls/${route}?tenant=${by.tenantId}&attempt=${alpha.liveCallId}`, {
      ...{
        AccountSid: account,
        CallSid: alpha.callSid,
        From: by.number,
        To: alpha.leadPhone,
        Direction: 'outbound-api',
      },
      ...form,
    }),
});

/** A call from Alpha's lead to the number of `by`. */
const inbound = (route: string, form: Record<string, string>, more: Partial<Visit> = {}): Visit => ({
  ...{ own: 200, stranger: 200, ...more },
  ask: ({ twilio, alpha }, by) =>
    twilio(`/api/calls/${route}`, {
      ...{ AccountSid: account, CallSid: alpha.callSid, From: alpha.leadPhone, To: by.number },
      ...{ Direction: 'inbound', ...form },
    }),
});

/** What a calendar's subscription of `by` tells of Alpha's event. */
const notice = (path: string, told: object): Visit => ({
  ...{ own: 202, stranger: 202, changes: true },
  ask: ({ url, alpha }, by) => {
    const { clientState } = readGraphSettings({});
    const about = { subscriptionId: by.subscriptionId, clientState, resource: 'Users/x/Events/alpha-event' };
    const value = [{ ...about, resourceData: { id: alpha.eventId }, ...told }];
    return fetch(`${url}/api/webhooks/graph${path}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ value }),
    });
  },
});

/** A link that was made within `by` and names what is Alpha's. */
const link = (
  at: string,
  kind: 'appointment' | 'unsubscribe',
  form: object | null,
  more: Partial<Visit>,
): Visit => ({
  ...{ own: 200, stranger: 404, ...more },
  ask: async ({ url, alpha, database }, by) => {
    const { token, tokenHash } = newToken();
    const until = new Date(Date.now() + 60_000);
    const { tenantId } = by;
    await database.db.inTenant(tenantId, (tx) =>
      putToken(tx, { tenantId, tokenHash, kind, ref: alpha.leadId, until }),
    );
    const body = form === null ? null : new URLSearchParams({ ...form, appointmentId: alpha.appointmentId });
    return fetch(`${url}${at}/${token}`, { method: body ? 'POST' : 'GET', body });
  },
});

const newPassword = 'four walls and a red kettle';

const resetOf =
  (whose: 'agent' | 'viewer') =>
  ({ resetLinks }: Side): [AccountLinkKind, string] => ['passwordReset', resetLinks[whose]];
const verificationOf = ({ verificationLink }: Side): [AccountLinkKind, string] => [
  'verifyAddress',
  verificationLink,
];
const addressOf = ({ addressLink }: Side): [AccountLinkKind, string] => ['addressChange', addressLink];
const invitationOf = ({ invitationLink }: Side): [AccountLinkKind, string] => ['invitation', invitationLink];

/** The token of Alpha's link, or one that was made within `by` and names it. */
const linkToken = async (
  { alpha, database }: RouteWorld,
  by: Side,
  [kind, ref]: [AccountLinkKind, string],
): Promise<string> => {
  if (by === alpha) return accountToken(linkSecret, ref);
  const { token, tokenHash } = newToken();
  const { tenantId } = by;
  const until = new Date(Date.now() + 60_000);
  await database.db.inTenant(tenantId, (tx) => putToken(tx, { tenantId, tokenHash, kind, ref, until }));
  return token;
};

/** The page behind a link of Alpha's. */
const accountPage = (
  path: string,
  of: (alpha: Side) => [AccountLinkKind, string],
  form: Record<string, string> | null,
): Visit => ({
  ...{ own: 200, stranger: 404, ...(form && { changes: true as const }) },
  ask: async (world, by) =>
    fetch(`${world.url}/account/${path}/${await linkToken(world, by, of(world.alpha))}`, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
    }),
});

const tracked: Visit = {
  ...{ own: 302, stranger: 404 },
  ask: async ({ url, alpha }, by) => {
    const named = { tenantId: by.tenantId, trackingId: alpha.trackingId, link: 1 };
    return fetch(`${url}/t/${trackingToken(named, linkSecret)}`, { redirect: 'manual' });
  },
};

const enquiry = ({ mark, leadPhone, leadEmail }: Side): Record<string, string> => ({
  ...{ name: `${mark} lead 1`, phone: leadPhone, email: leadEmail, interest: 'pool', consent: 'true' },
});

const auth = (
  route: string,
  body: ((alpha: Side, by: Side) => object) | null,
  own: number,
  stranger = own,
): Visit => ({
  ...{ own, stranger },
  ask: ({ url, alpha }, by) =>
    fetch(`${url}/api/auth/${route}`, {
      method: 'POST',
      headers: { ...json, ...(body ? {} : by.headers) },
      body: body ? JSON.stringify(body(alpha, by)) : null,
    }),
});

/** How each route is asked for what is another business's. A route that is missing here fails the test. */
export const visits: Record<string, Visit> = {
  'GET /health/live': get(() => '/health/live', 200),
  'GET /health/ready': get(() => '/health/ready', 200),
  // everybody takes their own away, which is noted; before the same person asks both businesses below
  'GET /api/leads/export': {
    ...{ own: 200, stranger: 200, changes: true },
    ask: ({ url }, by) => fetch(`${url}/api/leads/export`, { headers: by.headers }),
  },
  'OPTIONS /api/leads/public': {
    ...{ own: 204, stranger: 204 },
    ask: ({ url }, by) => fetch(`${url}/api/leads/public?tenant=${by.slug}`, { method: 'OPTIONS' }),
  },
  'OPTIONS /api/public/:tenant/:operation': {
    ...{ own: 204, stranger: 204 },
    ask: ({ url }, by) => fetch(`${url}/api/public/${by.slug}/form`, { method: 'OPTIONS' }),
  },
  'POST /api/public/:tenant/:operation': {
    ...{ own: 200, stranger: 200 },
    ask: ({ url }, by) => fetch(`${url}/api/public/${by.slug}/form`, { method: 'POST' }),
  },
  // one person may ask two businesses: they are two leads that know nothing of each other
  'POST /api/leads/public': {
    ...{ own: 202, stranger: 202, changes: true },
    ask: ({ url, alpha }, by) =>
      fetch(`${url}/api/leads/public?tenant=${by.slug}`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(enquiry(alpha)),
      }),
  },
  // whoever sends a file sends it to their own business, and it is not known to another what stands in it
  'POST /api/leads/import': {
    ...{ own: 201, stranger: 201, changes: true },
    ask: ({ url, alpha }, by) =>
      fetch(`${url}/api/leads/import`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', ...by.headers },
        body: `email\n${alpha.leadEmail}`,
      }),
  },
  'GET /api/leads/import/:id/problems.csv': get(
    (alpha) => `/api/leads/import/${globalId('LeadImport', alpha.importId)}/problems.csv`,
    200,
    404,
  ),
  // whoever takes a person's data with them is written down
  'GET /api/leads/exports/:id': {
    ...get((alpha) => `/api/leads/exports/${globalId('LeadExport', alpha.exportId)}`, 200, 404),
    changes: true,
  },
  'POST /api/calls/status': call('status', { CallStatus: 'in-progress', SequenceNumber: '2' }, 204, {
    changes: true,
  }),
  'POST /api/calls/recording': call(
    'recording',
    {
      RecordingSid: 'RE00000000000000000000000000000001',
      RecordingStatus: 'completed',
      RecordingUrl: 'https://x.example/r',
    },
    204,
    { changes: true },
  ),
  'POST /api/calls/amd': call('amd', { AnsweredBy: 'human' }, 204, { changes: true }),
  'POST /api/calls/twiml': call('twiml', { CallStatus: 'in-progress' }, 200, { changes: true }),
  'POST /api/calls/relay-done': call(
    'relay-done',
    { CallStatus: 'completed', SessionId: 'VX1', SessionStatus: 'completed', SessionDuration: '3' },
    200,
    { changes: true },
  ),
  'POST /api/calls/hand-over-whisper': call('hand-over-whisper', { CallStatus: 'in-progress' }, 200),
  'POST /api/calls/hand-over-answer': call('hand-over-answer', { Digits: '1' }, 200),
  'POST /api/calls/hand-over-status': call('hand-over-status', { CallStatus: 'ringing' }, 204),
  'POST /api/calls/hand-over-done': call(
    'hand-over-done',
    { CallStatus: 'in-progress', DialCallStatus: 'completed' },
    200,
  ),
  'POST /api/calls/inbound': inbound('inbound', { CallStatus: 'ringing' }, { changes: true }),
  'POST /api/calls/inbound-status': inbound(
    'inbound-status',
    { CallStatus: 'completed', SequenceNumber: '3' },
    { own: 204, stranger: 204 },
  ),
  'POST /api/webhooks/resend': {
    // whoever sent nothing of this name is told to ask again later
    ...{ own: 200, stranger: 503, changes: true },
    ask: ({ resend, alpha }, by) => {
      const sent = { email_id: `mail of ${alpha.mark}`, from: `X <hello@${by.slug}.example>` };
      const data = { ...sent, to: [alpha.leadEmail] };
      const created_at = '2026-01-01T00:00:00.000Z';
      return resend({ type: 'email.delivered', created_at, data: { ...data, subject: 'x' } });
    },
  },
  'POST /api/webhooks/graph': notice('', { changeType: 'updated' }),
  'POST /api/webhooks/graph/lifecycle': notice('/lifecycle', { lifecycleEvent: 'missed' }),
  'GET /graphql': {
    ...{ own: 200, stranger: 200 },
    ask: ({ url }, by) => fetch(`${url}/graphql`, { headers: { ...by.headers, accept: 'text/html' } }),
  },
  'POST /graphql': {
    ...{ own: 200, stranger: 200 },
    ask: ({ url, alpha }, by) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { ...json, ...by.headers },
        body: JSON.stringify({
          query: 'query ($id: ID!) { lead(id: $id) { name } }',
          variables: { id: globalId('Lead', alpha.leadId) },
        }),
      }),
  },
  'ALL /graphql': {
    ...{ own: 405, stranger: 405 },
    ask: ({ url }, by) => fetch(`${url}/graphql`, { method: 'PUT', headers: by.headers }),
  },
  'POST /api/auth/login': auth(
    'login',
    (alpha, by) => ({
      email: alpha.email,
      password: by === alpha ? password : 'another',
    }),
    200,
    401,
  ),
  // whoever of the platform has no right password is not even told whether the business exists
  'POST /api/auth/enter': auth(
    'enter',
    (alpha, by) => ({
      ...{ email: platformEmail, tenant: alpha.slug },
      password: by === alpha ? password : 'another',
    }),
    200,
    401,
  ),
  'POST /api/auth/refresh': auth('refresh', null, 401),
  'POST /api/auth/logout': auth('logout', null, 204),
  'POST /api/auth/logout-everywhere': auth('logout-everywhere', null, 401),
  // the log-out everywhere came before: nobody is signed in, and nothing is changed
  'POST /api/auth/password': auth('password', null, 401),
  'POST /api/auth/email': auth('email', null, 401),
  'POST /api/auth/forgot': auth('forgot', (_alpha, by) => ({ email: by.email }), 202),
  'POST /api/auth/register': auth(
    'register',
    (alpha, by) => ({
      ...{ business: 'Another', slug: alpha.slug, country: 'GB', language: 'en', timeZone: 'Europe/London' },
      ...{ name: 'Nora', email: by.email, password: newPassword },
    }),
    409,
  ),
  'POST /api/auth/reset': {
    ...{ own: 204, stranger: 410, changes: true },
    ask: async (world, by) =>
      fetch(`${world.url}/api/auth/reset`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({
          token: await linkToken(world, by, resetOf('viewer')(world.alpha)),
          password: newPassword,
        }),
      }),
  },
  'GET /api/auth/profile': get(() => '/api/auth/profile', 401),
  'GET /form/-/time-zone.js': get(() => '/form/-/time-zone.js', 200),
  'GET /form/:slug': get((_alpha, by) => `/form/${by.slug}`, 200),
  'POST /form/:slug': {
    ...{ own: 202, stranger: 202 },
    ask: ({ url, alpha }, by) =>
      fetch(`${url}/form/${by.slug}`, { method: 'POST', body: new URLSearchParams(enquiry(alpha)) }),
  },
  'GET /a/:token': link('/a', 'appointment', null, {}),
  'POST /a/:token': link('/a', 'appointment', { do: 'cancel', requestId: uuidV7() }, {}),
  'GET /account/reset/:token': accountPage('reset', resetOf('agent'), null),
  'POST /account/reset/:token': accountPage('reset', resetOf('agent'), { password: newPassword }),
  'GET /account/invitation/:token': accountPage('invitation', invitationOf, null),
  'POST /account/invitation/:token': accountPage('invitation', invitationOf, { password: newPassword }),
  'GET /account/verify/:token': accountPage('verify', verificationOf, null),
  // with another password than the one that was chosen
  'POST /account/verify/:token': {
    ...{ own: 400, stranger: 404 },
    ask: accountPage('verify', verificationOf, { password: 'another one altogether' }).ask,
  },
  'GET /account/forgot': get(() => '/account/forgot', 200),
  'POST /account/forgot': {
    ...{ own: 202, stranger: 202, changes: true },
    ask: ({ url }, by) =>
      fetch(`${url}/account/forgot`, { method: 'POST', body: new URLSearchParams({ email: by.email }) }),
  },
  'GET /account/register': get(() => '/account/register', 200),
  // the name of another business is taken, as its form tells everybody
  'POST /account/register': {
    ...{ own: 409, stranger: 409 },
    ask: ({ url, alpha }, by) =>
      fetch(`${url}/account/register`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ business: 'Another', slug: alpha.slug, country: 'GB', language: 'en' },
          ...{ timeZone: 'Europe/London', name: 'Nora', email: by.email, password: newPassword },
        }),
      }),
  },
  // last of the pages: the admin has another address afterwards
  'GET /account/address/:token': accountPage('address', addressOf, null),
  'POST /account/address/:token': accountPage('address', addressOf, {
    password: 'the same password everywhere',
  }),
  'GET /t/:token': tracked,
  'GET /u/:token': link('/u', 'unsubscribe', null, {}),
  'POST /u/:token': link('/u', 'unsubscribe', { do: 'marketing' }, { changes: true }),
};
