import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from './vendor.ts';

type Entry = [map: string, key: string, value?: unknown];

class JournaledMap<Value> extends Map<string, Value> {
  #note: ((key: string, value?: Value) => void) | null = null;

  journal(note: (key: string, value?: Value) => void): void {
    this.#note = note;
  }

  override set(key: string, value: Value): this {
    super.set(key, value);
    this.#note?.(key, value);
    return this;
  }

  override delete(key: string): boolean {
    const there = super.delete(key);
    if (there) this.#note?.(key);
    return there;
  }

  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }
}

export interface StoreFile extends Store {
  /** forgets everything, in memory and on disk */
  empty(): void;
  close(): void;
}

function readEntries(file: string): Entry[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, index) => {
    try {
      return [JSON.parse(line) as Entry];
    } catch (error) {
      // a process that was killed while it wrote leaves half a line, and only at the end
      if (index === lines.length - 1) return [];
      throw new Error(`${file}, line ${index + 1}: not JSON`, { cause: error });
    }
  });
}

/** One journal file: a line per change, written before the call returns, and rewritten when it has grown. */
export function openStore(folder: string, name: string): StoreFile {
  // what people wrote here is nobody else's on this machine
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.jsonl`);
  const maps = new Map<string, JournaledMap<unknown>>();
  let journal = -1;
  let lines = 0;

  const compact = () => {
    const live = [...maps].flatMap(([map, entries]) => [...entries].map(([key, value]) => [map, key, value]));
    if (journal >= 0) closeSync(journal);
    writeFileSync(`${file}.new`, live.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    renameSync(`${file}.new`, file);
    journal = openSync(file, 'a');
    lines = live.length;
  };
  const liveCount = () => [...maps.values()].reduce((sum, map) => sum + map.size, 0);
  const note = (entry: Entry) => {
    if (journal < 0) return;
    writeSync(journal, `${JSON.stringify(entry)}\n`);
    lines += 1;
    if (lines > 2000 && lines > liveCount() * 2) compact();
  };
  const mapNamed = (map: string): JournaledMap<unknown> => {
    const known = maps.get(map);
    if (known) return known;
    const fresh = new JournaledMap<unknown>();
    fresh.journal((key, value) => note(value === undefined ? [map, key] : [map, key, value]));
    maps.set(map, fresh);
    return fresh;
  };

  for (const [map, key, value] of readEntries(file)) {
    if (value === undefined) mapNamed(map).delete(key);
    else mapNamed(map).set(key, value);
  }
  compact();
  return {
    map: <Value>(map: string) => mapNamed(map) as Map<string, unknown> as Map<string, Value>,
    empty() {
      for (const map of maps.values()) map.clear();
      compact();
    },
    close() {
      if (journal >= 0) closeSync(journal);
      journal = -1;
    },
  };
}
