// To whom a lead may be put through, and what that person is told.
import { expect, it } from 'vitest';
import { briefingFor, staffToAsk } from '../../../domain/talk/hand-over.ts';
import type { TenantSettings } from '../../../schema/contracts/tenant.ts';
import { testSettings } from '../../support/seed.ts';

const base = testSettings('Bridge');
const settings = (change: Partial<TenantSettings['talk']['handOver'] & object> = {}): TenantSettings => ({
  ...base,
  staff: base.staff.map((member) => ({
    ...member,
    ...(member.key !== 'viewer' && { phone: '+447700900101' }),
  })),
  talk: { ...base.talk, handOver: { to: ['agent', 'admin', 'viewer'], ...change } },
});
const monday = '2026-11-23T10:00:00Z';
const keys = (of: TenantSettings, now = monday, asked: string[] = []) =>
  staffToAsk(of, now, asked).map(({ key }) => key);

it('those with a phone are asked in the order of the tenant, each once', () => {
  expect(keys(settings())).toEqual(['agent', 'admin']);
  expect(keys(settings(), monday, ['agent'])).toEqual(['admin']);
});

it('nobody is asked where the tenant names nobody', () => {
  expect(keys(base)).toEqual([]);
});

it.each([
  ['inside its own hours', '2026-11-23T10:00:00Z', ['agent', 'admin']],
  ['before them', '2026-11-23T08:59:00Z', []],
  ['on another day', '2026-11-24T10:00:00Z', []],
])('%s', (_, now, expected) => {
  const windows = [{ days: ['mon' as const], from: '09:00', to: '17:00' }];
  expect(keys(settings({ windows }), now)).toEqual(expected);
});

it('nobody is asked on a holiday', () => {
  const closed = settings();
  expect(keys({ ...closed, calling: { ...closed.calling, holidays: ['2026-11-23'] } })).toEqual([]);
});

it('the briefing says who it is, what it is about and how to take the call', () => {
  const words = briefingFor(
    { ...base, talk: { ...base.talk, questions: [{ id: 'country', ask: 'Which?', kind: 'text' }] } },
    { name: 'Ada Example', interest: 'pool' },
    { answers: { country: 'Malta', other: 'no question any more' }, reason: 'a complaint' },
  );
  expect(words).toBe(
    'A call of Bridge Ltd: Ada Example would like to speak with you. Interest: A pool. country: Malta. It is about: a complaint. Press 1 to take the call, or any other key to decline.',
  );
});
