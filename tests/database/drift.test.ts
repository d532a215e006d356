// Entities and migrations agree: what the ORM would still change is only what no entity can say.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrm } from '../../schema/database/database.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const watched = [
  ...['lead', 'timeline_event', 'call_attempt', 'call_turn', 'draft', 'message', 'email', 'appointment'],
];

const waysIn = ['api_key', 'staff_session', 'staff_user'];

// written by hand in the migration, by name: the ORM does not know them and would drop them
const onlySqlCanSay = [
  'alter table "appointment" drop constraint "appointment_one_at_a_time"',
  'drop index "appointment_event"',
  'drop index "call_attempt_one_open"',
  'drop function "folded"(text)',
  'drop function "lead_family"(uuid)',
  'drop function "lead_root"(uuid)',
  'drop function "lead_search_text"(text, text, text, text, text[], jsonb)',
  'alter table "lead" drop column "search_text"',
  'drop function "words_of"(text)',
  'drop function "said_words"(text, text)',
  'drop function "words_query"(text)',
  'drop index "message_words"',
  'drop index "lead_note_words"',
  'drop index "do_not_call_live"',
  'drop index "lead_by_next_action"',
  'drop index "lead_by_score"',
  'drop index "lead_by_updated"',
  'drop index "lead_fact_unsignalled"',
  'drop index "suppression_in_force"',
  'drop trigger "keep_audit_entry" on "audit_entry"',
  'drop trigger "note_pending_command" on "command"',
  'drop trigger "note_pending_erasure" on "erasure"',
  'drop trigger "note_pending_fact" on "lead_fact"',
  'drop trigger "note_pending_account_mail" on "account_mail"',
  'drop trigger "note_pending_note" on "staff_note"',
  ...watched.map((table) => `drop trigger "note_change" on "${table}"`),
  'drop trigger "note_change_into_doubt" on "outbound"',
  ...waysIn.map((table) => `drop trigger "note_access" on "${table}"`),
  'drop trigger "hold_pending" on "routing"."pending"',
  // by the names that the ORM would have given to the triggers' functions; ours lie in `routing`
  'drop function "account_mail_note_pending_account_mail_fn"()',
  ...watched.map((table) => `drop function "${table}_note_change_fn"()`),
  'drop function "outbound_note_change_into_doubt_fn"()',
  ...waysIn.map((table) => `drop function "${table}_note_access_fn"()`),
  'drop function "audit_entry_keep_audit_entry_fn"()',
  'drop function "command_note_pending_command_fn"()',
  'drop function "erasure_note_pending_erasure_fn"()',
  'drop function "lead_fact_note_pending_fact_fn"()',
  'drop function "staff_note_note_pending_note_fn"()',
  ...[
    ...[
      'begin_change_log"()',
      'change_log"()',
      'changes_between"(uuid, pg_snapshot, pg_snapshot, bigint, text, uuid, integer)',
      'drop_changes"(interval)',
      'drop_account"(uuid, text, text)',
      'drop_expired_tokens"(uuid)',
      'tenants_with_expired_tokens"()',
      'drop_token"(text)',
      'drop_tokens_of"(uuid, uuid[])',
      'forget_refs"(uuid, uuid[])',
      'login_by_hash"(text)',
      'defer_pending"(text, uuid, timestamp with time zone)',
      'note_pending_batch"(uuid, text, uuid, integer)',
      'note_pending_watch"(uuid, uuid, integer)',
      'own_tenant"(uuid)',
      'pending_work"(interval, integer, integer)',
    ],
    ...[
      'put_account"(uuid, text, text)',
      'put_login"(uuid, text, uuid)',
      'move_login"(uuid, text, uuid)',
      'put_tenant"(uuid, text)',
    ],
    ...[
      'put_token"(uuid, text, text, uuid, timestamp with time zone)',
      'settle_pending"(text, uuid, integer)',
    ],
    ...['postpone_pending"(text, uuid, interval)'],
    ...['call_queue"(uuid)', 'take_call_turn"(uuid, text, text, uuid, uuid, interval, interval)'],
    ...[
      'hold_tenant"(uuid)',
      'pending_hold_pending_fn"()',
      'release_tenant"(uuid, interval)',
      'hold_mailbox"(text, uuid, interval)',
      'leave_mailbox"(text, uuid)',
      'move_mailbox"(text, uuid, text, bigint, timestamp with time zone)',
    ],
    ...[
      'sees_root"(uuid)',
      'leads_saying"(text)',
      'super_admin_by_hash"(text)',
      'enter_tenant"(uuid, uuid, text, text, timestamp with time zone)',
    ],
    ...['tenant_by_account"(text, text)', 'tenant_by_slug"(text)', 'tenant_ids"()', 'token_by_hash"(text)'],
  ].map((door) => `drop function "routing"."${door}`),
];

const normal = (statement: string): string =>
  statement
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ if exists/g, '')
    .replace(/ cascade$/, '')
    .replaceAll('"public".', '')
    .trim();

test('the migrated database is what the entities say, but for what only SQL can say', async () => {
  const orm = await openOrm(database.ownerUrl);
  try {
    const sql = await orm.schema.getUpdateSchemaSQL({ wrap: false });
    const statements = sql
      .split(';')
      .map(normal)
      .filter((statement) => statement !== '');
    expect(statements.toSorted()).toEqual(onlySqlCanSay.toSorted());
  } finally {
    await orm.close();
  }
});

test('the triggers that note pending work, changes and ended ways in, and that keep the audit log, are there', async () => {
  const { rows } = await database.db.pool.query<{ name: string }>(
    `select tgname || ' on ' || tgrelid::regclass as name from pg_trigger where not tgisinternal order by 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'hold_pending on routing.pending',
    'keep_audit_entry on audit_entry',
    ...waysIn.map((table) => `note_access on ${table}`),
    ...watched.map((table) => `note_change on ${table}`).toSorted(),
    'note_change_into_doubt on outbound',
    'note_pending_account_mail on account_mail',
    'note_pending_command on command',
    'note_pending_erasure on erasure',
    'note_pending_fact on lead_fact',
    'note_pending_note on staff_note',
  ]);
});

test('every function of the routing area that crosses tenants has a fixed search path', async () => {
  const { rows } = await database.db.pool.query<{ proname: string; proconfig: string[] | null }>(
    `select proname, proconfig from pg_proc where pronamespace = 'routing'::regnamespace and prosecdef`,
  );
  expect(rows.length).toBeGreaterThan(10);
  for (const { proname, proconfig } of rows)
    expect([proname, proconfig]).toEqual([proname, ['search_path=pg_catalog']]);
});
