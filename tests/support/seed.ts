import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';
import type { Database } from '../../schema/database/database.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';

/** The key that seeded log-ins are hashed with. */
export const testLinkSecret = 'the link secret of tests';

const allDays = [
  { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' },
] satisfies TenantSettings['calling']['windows'];

/** Three people, one of each role; the agent has a calendar. */
export const testStaff = (mark: string): StaffMember[] =>
  (['admin', 'agent', 'viewer'] as const).map((role) => ({
    key: role,
    name: `${mark} ${role}`,
    email: `${role}@${mark.toLowerCase()}.example`,
    role,
    calendar: role === 'agent' ? `agent@${mark.toLowerCase()}.example` : null,
    notify: role === 'admin',
  }));

/** Settings with nothing closed, nothing asked and nothing long; `mark` tells tenants apart in every text. */
export const testSettings = (mark: string): TenantSettings => ({
  profile: {
    name: `${mark} Ltd`,
    industry: 'testing',
    description: `${mark} tests things`,
    website: `https://${mark.toLowerCase()}.example`,
    country: 'GB',
    timeZone: 'Europe/London',
    language: 'en',
    languages: ['en'],
  },
  // the number belongs to one tenant: the mark's letters become its digits
  phone: {
    number: `+44${[...mark]
      .map((c) => c.charCodeAt(0) % 10)
      .join('')
      .padEnd(10, '0')
      .slice(0, 10)}`,
  },
  email: {
    from: `${mark} <hello@${mark.toLowerCase()}.example>`,
    replyTo: `reply@${mark.toLowerCase()}.example`,
  },
  staff: testStaff(mark),
  form: {
    title: 'Ask us',
    intro: 'We call you.',
    interests: [{ value: 'pool', label: 'A pool' }],
    consentText: 'You may call me.',
    sameEnquiryWithin: '1 day',
    limits: { perAddress: { count: 100, within: '1 hour' }, perPhone: { count: 100, within: '1 hour' } },
    origins: [],
  },
  consent: { callNeeds: true, emailNeeds: false, recordingNeeds: false },
  calling: {
    windows: allDays,
    holidays: [],
    firstDelay: '0 seconds',
    retries: ['1 minute', '1 minute'],
    maxPerDay: 10,
    ringTimeout: '30 seconds',
    timeLimit: '10 minutes',
    detectMachine: false,
    record: false,
  },
  talk: { agentName: 'Ann', greeting: 'Hello.', questions: [], farewell: 'Goodbye.' },
  knowledge: [],
  appointments: {
    subject: 'A talk',
    windows: allDays,
    holidays: [],
    length: '30 minutes',
    step: '30 minutes',
    buffer: '0 minutes',
    notice: '0 minutes',
    horizon: '7 days',
    offered: 3,
    offerStands: '1 day',
    completedAfter: '1 hour',
  },
  reminders: [],
  followUps: [],
  replies: { auto: false, minConfidence: 1 },
  brand: { color: '#1d4ed8', signature: mark, postalAddress: `${mark} Street 1` },
});

/** Makes a tenant with its staff. Nobody has a password unless `firstPassword` says so. */
export const seedTenant = async (
  db: Database,
  mark: string,
  {
    change = (settings: TenantSettings) => settings,
    firstPassword = async (_member: StaffMember): Promise<string | null> => null,
  } = {},
): Promise<{ tenantId: string; slug: string; settings: TenantSettings }> => {
  const settings = change(testSettings(mark));
  const slug = mark.toLowerCase();
  const { tenantId } = await saveTenant(
    db,
    { slug, source: settings, settings, savedBy: 'test' },
    { linkSecret: testLinkSecret, firstPassword },
  );
  return { tenantId, slug, settings };
};
