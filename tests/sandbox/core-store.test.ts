import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../sandbox/store.ts';

describe("a vendor's store", () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadline-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds everything again, in order, although it was never closed', () => {
    const mails = openStore(folder, 'resend').map<{ n: number }>('mails');
    mails.set('a', { n: 1 });
    mails.set('b', { n: 2 });
    mails.set('a', { n: 3 });
    mails.delete('b');
    mails.set('c', { n: 4 });
    const found = openStore(folder, 'resend').map<{ n: number }>('mails');
    expect([...found]).toEqual([
      ['a', { n: 3 }],
      ['c', { n: 4 }],
    ]);
  });

  it('passes over half a line at the end, as a killed process leaves it', () => {
    openStore(folder, 'resend').map('mails').set('a', 1);
    appendFileSync(join(folder, 'resend.jsonl'), '["mails","b",');
    const store = openStore(folder, 'resend');
    expect([...store.map('mails')]).toEqual([['a', 1]]);
    store.map('mails').set('c', 2);
    expect([...openStore(folder, 'resend').map('mails').keys()]).toEqual(['a', 'c']);
  });

  it('says where a damaged journal is damaged', () => {
    openStore(folder, 'resend').map('mails').set('a', 1);
    appendFileSync(join(folder, 'resend.jsonl'), 'nonsense\n["mails","b",2]\n');
    expect(() => openStore(folder, 'resend')).toThrow(/resend\.jsonl, line 2/);
  });

  it('keeps its journal near the size of what it holds', () => {
    const store = openStore(folder, 'resend');
    for (let n = 0; n < 5000; n += 1) store.map('mails').set('a', { n });
    const lines = readFileSync(join(folder, 'resend.jsonl'), 'utf8').split('\n').length;
    expect(lines).toBeLessThan(2100);
    expect(openStore(folder, 'resend').map('mails').get('a')).toEqual({ n: 4999 });
  });

  it('is empty on disk after it was emptied', () => {
    const store = openStore(folder, 'resend');
    store.map('mails').set('a', 1);
    store.empty();
    expect(readFileSync(join(folder, 'resend.jsonl'), 'utf8')).toBe('');
  });
});
