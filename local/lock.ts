import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Lock {
  /** shown to whoever finds the lock taken */
  note(text: string): void;
  release(): void;
}

/**
 * Takes the lock, or answers undefined if another process has it.
 * SQLite's lock belongs to the operating system, which frees it however its holder ends: nothing stale can stay behind.
 */
export function takeLock(file: string): Lock | undefined {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return undefined;
    throw error;
  }
  return {
    note: (text) => writeFileSync(`${file}.holder`, text),
    release: () => database.close(),
  };
}

export function holderOf(file: string): string {
  try {
    return readFileSync(`${file}.holder`, 'utf8');
  } catch {
    return '';
  }
}
