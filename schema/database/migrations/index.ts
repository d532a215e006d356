import { Migration0001 } from './0001-first.ts';

export const migrations = [{ name: '0001-first', class: Migration0001 }];
