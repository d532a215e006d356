import { Migration0001 } from './0001-first.ts';
import { Migration0002 } from './0002-contact.ts';
import { Migration0003 } from './0003-telephony.ts';
import { Migration0004 } from './0004-talk.ts';
import { Migration0005 } from './0005-drafts.ts';
import { Migration0006 } from './0006-mail.ts';
import { Migration0007 } from './0007-smtp.ts';
import { Migration0008 } from './0008-appointments.ts';
import { Migration0009 } from './0009-merge.ts';
import { Migration0010 } from './0010-mail-tracking.ts';
import { Migration0011 } from './0011-inbound.ts';
import { Migration0012 } from './0012-note-rounds.ts';
import { Migration0013 } from './0013-lead-search.ts';
import { Migration0014 } from './0014-lead-sorts.ts';
import { Migration0015 } from './0015-audit.ts';
import { Migration0016 } from './0016-lead-notes.ts';
import { Migration0017 } from './0017-erasure.ts';

export const migrations = [
  { name: '0001-first', class: Migration0001 },
  { name: '0002-contact', class: Migration0002 },
  { name: '0003-telephony', class: Migration0003 },
  { name: '0004-talk', class: Migration0004 },
  { name: '0005-drafts', class: Migration0005 },
  { name: '0006-mail', class: Migration0006 },
  { name: '0007-smtp', class: Migration0007 },
  { name: '0008-appointments', class: Migration0008 },
  { name: '0009-merge', class: Migration0009 },
  { name: '0010-mail-tracking', class: Migration0010 },
  { name: '0011-inbound', class: Migration0011 },
  { name: '0012-note-rounds', class: Migration0012 },
  { name: '0013-lead-search', class: Migration0013 },
  { name: '0014-lead-sorts', class: Migration0014 },
  { name: '0015-audit', class: Migration0015 },
  { name: '0016-lead-notes', class: Migration0016 },
  { name: '0017-erasure', class: Migration0017 },
];
