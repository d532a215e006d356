// rules as tables
import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../domain/tenant/check-settings.ts';
import { staffKeyFor, withMember, withoutMember } from '../../../domain/tenant/staff-changes.ts';
import { testSettings } from '../../support/seed.ts';

describe('the short name of somebody new', () => {
  it.each([
    ['Nora Weiss', [], 'nora'],
    ['Nora Weiss', ['nora', 'nora-2'], 'nora-3'],
    ['Özgür Yılmaz', [], 'ozgur'],
    ['Großmann', [], 'grossmann'],
    ['李 小龍', [], 'person'],
    ['42', [], 'person'],
  ])('of %s beside %j is %s', (name, taken, key) => expect(staffKeyFor(name, taken)).toBe(key));
});

const settings = () => {
  const given = testSettings('Alpha');
  const [admin] = given.staff;
  if (!admin) throw new Error('nobody is there');
  return {
    ...given,
    staff: [...given.staff, { ...admin, key: 'nora', email: 'nora@alpha.example', phone: '+442070000001' }],
    talk: { ...given.talk, handOver: { to: ['nora'] } },
    assignment: {
      rules: [
        { when: { interest: 'pool' }, to: ['nora'] },
        { when: { country: 'DE' }, to: ['nora', 'agent'] },
      ],
      otherwise: 'nobody' as const,
    },
    replies: {
      ...given.replies,
      approval: { after: '1 hour', otherwise: 'remind' as const, approvers: ['nora', 'admin'] },
    },
  };
};

describe('settings without somebody', () => {
  it('name them nowhere, and are right', () => {
    expect(checkSettings(settings())).toEqual([]);
    const without = withoutMember(settings(), 'nora');
    expect(JSON.stringify(without)).not.toContain('nora');
    expect(checkSettings(without)).toEqual([]);
    expect(without.assignment?.rules).toEqual([{ when: { country: 'DE' }, to: ['agent'] }]);
    expect(without.replies.approval?.approvers).toEqual(['admin']);
  });

  it('are the same where they do nothing', () => {
    const given = testSettings('Alpha');
    expect(withoutMember(given, 'nora')).toEqual(given);
  });
});

it('somebody who is there already is changed in their place', () => {
  const given = testSettings('Alpha');
  const [admin] = given.staff;
  if (!admin) throw new Error('nobody is there');
  const { staff } = withMember(given, { ...admin, name: 'Ada' });
  expect(staff.map(({ name }) => name)).toEqual(['Ada', 'Alpha agent', 'Alpha viewer']);
});
