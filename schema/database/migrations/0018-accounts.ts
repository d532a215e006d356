import { Migration } from '@mikro-orm/migrations';

/** Mail to people about their own accounts, and the links in it. */
export class Migration0018 extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(kinds);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;
const guarded = (table: string): string => `
alter table "${table}" enable row level security;
alter table "${table}" force row level security;
create policy "tenant" on "${table}" using ${ownRows} with check ${ownRows};
`;

const tables = /* sql */ `
create table "account_mail" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "kind" varchar(255) not null, "address" varchar(255) not null, "name" varchar(255) null, "about_id" uuid not null, "round" int not null default 1, "facts" jsonb not null, "state" text not null default 'pending', "reason" varchar(255) null, "settled_at" timestamptz(6) null, "caused_by" jsonb not null, primary key ("id"));
alter table "account_mail" add constraint "account_mail_state_check" check ("state" in ('pending', 'sent', 'skipped', 'givenUp'));
alter table "account_mail" add constraint "account_mail_tenant_id_kind_about_id_round_unique" unique ("tenant_id", "kind", "about_id", "round");
create table "account_link" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "kind" text not null, "user_id" uuid null, "expires_at" timestamptz(6) not null, "ended_at" timestamptz(6) null, primary key ("id"));
alter table "account_link" add constraint "account_link_kind_check" check ("kind" in ('passwordReset', 'invitation', 'verifyAddress'));
create index "account_link_user_id_index" on "account_link" ("user_id");
create trigger note_pending_account_mail after insert on account_mail for each row execute function routing.note_pending_note();
${guarded('account_mail')}
${guarded('account_link')}
`;

const kinds = /* sql */ `
alter table "routing"."token" drop constraint "token_kind_check";
alter table "routing"."token" add constraint "token_kind_check" check ("kind" in ('session', 'appointment', 'relay', 'unsubscribe', 'passwordReset', 'invitation', 'verifyAddress'));
`;
