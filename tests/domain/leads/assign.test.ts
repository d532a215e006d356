// who looks after a new lead, by the tenant's rules
import { expect, test } from 'vitest';
import { assignmentPool, type ToAssign } from '../../../domain/leads/assign.ts';
import type { AssignmentSettings } from '../../../schema/contracts/tenant.ts';
import { testStaff } from '../../support/seed.ts';

const more = ['zoe', 'bob'].map((key) => ({
  ...{ key, name: key, email: `${key}@x.example`, role: 'agent' as const, calendar: null, notify: false },
}));
const staff = [...testStaff('Alpha'), ...more];
const person: ToAssign = { interest: 'pool', language: 'en', country: 'GB' };

const poolOf = (assignment: AssignmentSettings | undefined, who: Partial<ToAssign> = {}): string[] =>
  assignmentPool({ staff, ...(assignment && { assignment }) }, { ...person, ...who });

const rules: AssignmentSettings['rules'] = [
  { when: { interest: 'pool', country: 'FR' }, to: ['zoe'] },
  { when: { interest: 'pool' }, to: ['bob', 'agent'] },
  { when: { language: 'fr' }, to: ['admin'] },
  { when: { country: 'DE' }, to: ['gone'] },
];

test.each<[string, AssignmentSettings | undefined, Partial<ToAssign>, string[]]>([
  ['without settings: nobody', undefined, {}, []],
  ['no rule fits, nobody otherwise', { rules, otherwise: 'nobody' }, { interest: null }, []],
  [
    'no rule fits, in turn otherwise: the agents',
    { rules, otherwise: 'roundRobin' },
    { interest: null },
    ['agent', 'bob', 'zoe'],
  ],
  ['the first that fits decides', { rules, otherwise: 'nobody' }, { country: 'FR' }, ['zoe']],
  ['all of a rule must be so', { rules, otherwise: 'nobody' }, {}, ['agent', 'bob']],
  ['by language', { rules, otherwise: 'nobody' }, { interest: null, language: 'fr' }, ['admin']],
  [
    'a rule whose people have left fits no more',
    { rules, otherwise: 'roundRobin' },
    { interest: null, country: 'DE' },
    ['agent', 'bob', 'zoe'],
  ],
])('%s', (_, assignment, who, pool) => {
  expect(poolOf(assignment, who)).toEqual(pool);
});
