import { expect, test } from 'vitest';
import { refreshRule } from '../../../domain/staff/refresh-rule.ts';

const usedAt = new Date('2030-01-01T12:00:00Z');
const after = (ms: number) => new Date(usedAt.getTime() + ms);
const state = { next: ['second', 'third'], used: 'first', usedAt };

test.each([
  ['the next one', 'second', 60_000, 'refresh'],
  ['another next one, after a double use', 'third', 60_000, 'refresh'],
  ['the one used last, a moment later', 'first', 10_000, 'again'],
  ['the one used last, later than that', 'first', 10_001, 'reuse'],
  ['one used before', 'zeroth', 1, 'reuse'],
])('%s', (_what, came, ms, kind) => {
  expect(refreshRule(state, came, after(ms)).kind).toBe(kind);
});

test('a use leaves no other successor standing, a double use all of them', () => {
  expect(refreshRule(state, 'second', usedAt).keep).toEqual([]);
  expect(refreshRule(state, 'first', usedAt).keep).toEqual(['second', 'third']);
});

test('the successor that was not taken is a reuse at once, whoever comes with it', () => {
  const taken = { next: ['fourth'], used: 'second', usedAt };
  expect(refreshRule(taken, 'third', after(1)).kind).toBe('reuse');
});

test('before its first use a session knows one token', () => {
  const fresh = { next: ['first'], used: null, usedAt: null };
  expect(refreshRule(fresh, 'first', usedAt).kind).toBe('refresh');
  expect(refreshRule(fresh, 'other', usedAt).kind).toBe('reuse');
});
