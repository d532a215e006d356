import { Migration0001 } from './0001-first.ts';
import { Migration0002 } from './0002-contact.ts';

export const migrations = [
  { name: '0001-first', class: Migration0001 },
  { name: '0002-contact', class: Migration0002 },
];
