import { describe, expect, test } from 'vitest';
import { mostTags, readTag, withTags } from '../../../domain/leads/tags.ts';

describe('a tag', () => {
  test.each([
    ['vip', 'vip'],
    ['  fair   Berlin ', 'fair Berlin'],
    ['x'.repeat(40), 'x'.repeat(40)],
    ['Jose\u0301', 'José'],
    ['x'.repeat(41), null],
    ['   ', null],
    ['', null],
  ])('typed as %j is kept as %j', (text, tag) => {
    expect(readTag(text)).toBe(tag);
  });
});

describe('the tags of a lead', () => {
  test.each([
    [['a'], { add: ['b'], remove: [] }, ['a', 'b']],
    [['a', 'b'], { add: [], remove: ['a'] }, ['b']],
    [['VIP'], { add: ['vip'], remove: [] }, ['VIP']],
    [['VIP'], { add: [], remove: ['vip'] }, []],
    [['VIP'], { add: ['vip'], remove: ['Vip'] }, ['VIP']],
    [[], { add: ['new', 'New'], remove: [] }, ['new']],
    [['a'], { add: [], remove: ['b'] }, ['a']],
  ])('%j, changed by %j, are %j', (present, change, after) => {
    expect(withTags(present, change)).toEqual(after);
  });

  test('are not too many, but what is there can always be taken off', () => {
    const many = Array.from({ length: mostTags + 3 }, (_, n) => `tag ${n}`);
    expect(withTags(many.slice(0, mostTags), { add: ['one more'], remove: [] })).toBeNull();
    expect(withTags(many.slice(0, mostTags), { add: ['one more'], remove: ['tag 0'] })).toHaveLength(
      mostTags,
    );
    expect(withTags(many, { add: [], remove: ['tag 0'] })).toHaveLength(mostTags + 2);
  });
});
