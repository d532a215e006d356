// The table of personas and faults in docs/journeys.md and the scenes that are walked belong together.
import { expect, test } from 'vitest';
import { contradiction } from '../end-to-end/expectations.ts';
import type { Observed } from '../end-to-end/observe.ts';
import { scenes } from './scenes/index.ts';
import { pairUp, readTable } from './table.ts';

const rows = readTable(new URL('../../docs/journeys.md', import.meta.url));
const nothing: Observed = {
  ...{ step: 'rest', status: 'new', score: null, answers: 0, calls: [], vendorCalls: [], recordings: 0 },
  ...{
    voicemails: 0,
    vendorVoicemails: 0,
    vendorRecordings: 0,
    emails: {},
    emailRows: {},
    appointments: [],
    meetings: 0,
    cancelledMeetings: 0,
  },
  ...{ invitations: 0, openActions: [], events: {} },
};

test('every persona and fault of the table has its scene, and every scene its row', () => {
  expect(pairUp(rows, scenes)).toHaveLength(scenes.length);
  expect(() => pairUp(rows.slice(1), scenes)).toThrow('no row for');
  expect(() => pairUp(rows, scenes.slice(1))).toThrow('no scene is');
});

test('every check of the table is understood', () => {
  for (const { checks } of rows) for (const check of checks) contradiction(check, nothing);
  expect(() => contradiction('cups of tea = 1', nothing)).toThrow('is not understood');
});

test('everybody has a number and an address of their own', () => {
  const people = pairUp(rows, scenes).map(({ scene }, index) => scene.person(index + 1));
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(people.length);
  expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
  for (const { phone } of people) expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
});
