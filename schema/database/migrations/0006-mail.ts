import { Migration } from '@mikro-orm/migrations';

/** Notes to staff, unsubscribing, and what became of e-mails. */
export class Migration0006 extends Migration {
  override up(): void {
    this.addSql(notes);
    this.addSql(suppressions);
    this.addSql(emails);
    this.addSql(routing);
  }
}

const notes = /* sql */ `
create table "staff_note" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "kind" varchar(255) not null, "recipient" varchar(255) not null, "about_kind" varchar(255) not null, "about_id" uuid not null, "remark" text null, "state" text not null default 'pending', "reason" varchar(255) null, "settled_at" timestamptz(6) null, "caused_by" jsonb not null, primary key ("id"));
create index "staff_note_lead_id_created_at_index" on "staff_note" ("lead_id", "created_at");
alter table "staff_note" add constraint "staff_note_tenant_id_kind_about_id_recipient_unique" unique ("tenant_id", "kind", "about_id", "recipient");
alter table "staff_note" add constraint "staff_note_state_check" check ("state" in ('pending', 'sent', 'skipped', 'givenUp'));
alter table "staff_note" enable row level security;
alter table "staff_note" force row level security;
create policy "tenant" on "staff_note" using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid) with check (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
`;

const suppressions = /* sql */ `
alter table "suppression" add "scope" text not null default 'all', add "lead_id" uuid null, add "lifted_at" timestamptz(6) null, add "lifted_by" varchar(255) null, add "lifted_because" text null;
alter table "suppression" drop constraint "suppression_reason_check";
alter table "suppression" add constraint "suppression_reason_check" check ("reason" in ('optedOut', 'unsubscribed', 'bounced', 'complained', 'wrongNumber', 'fax'));
alter table "suppression" add constraint "suppression_scope_check" check ("scope" in ('all', 'marketing'));
alter table "suppression" drop constraint "suppression_tenant_id_kind_value_hash_unique";
-- one that was lifted is kept, and the same address may be blocked again
create unique index "suppression_in_force" on "suppression" ("tenant_id", "kind", "value_hash", "scope") where lifted_at is null;
create index "suppression_tenant_id_created_at_id_index" on "suppression" ("tenant_id", "created_at", "id");
`;

const emails = /* sql */ `
alter table "email" add "language" varchar(255) null;
alter table "email" drop constraint "email_state_check";
alter table "email" add constraint "email_state_check" check ("state" in ('planned', 'sent', 'delivered', 'delayed', 'opened', 'clicked', 'bounced', 'complained', 'failed', 'suppressed'));
alter table "email_event" add "details" jsonb null, add "by_machine" boolean not null default false;
`;

const routing = /* sql */ `
alter table "routing"."token" drop constraint "token_kind_check";
alter table "routing"."token" add constraint "token_kind_check" check ("kind" in ('session', 'appointment', 'relay', 'unsubscribe'));
alter table "routing"."pending" drop constraint "pending_kind_check";
alter table "routing"."pending" add constraint "pending_kind_check" check ("kind" in ('facts', 'command', 'note'));

create function routing.note_pending_note() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into routing.pending (kind, ref, tenant_id, upto) values ('note', new.id, new.tenant_id, 1)
  on conflict (kind, ref) do nothing;
  return null;
end $$;
create trigger note_pending_note after insert on staff_note for each row execute function routing.note_pending_note();
`;
