import { Migration } from '@mikro-orm/migrations';

/** Two more ways in which a call may end, and the tenant's do-not-call list. */
export class Migration0002 extends Migration {
  override up(): void {
    this.addSql(words);
    this.addSql(doNotCall);
  }
}

const words = /* sql */ `
alter table "call_attempt" drop constraint "call_attempt_outcome_check";
alter table "call_attempt" add constraint "call_attempt_outcome_check" check ("outcome" in ('answered', 'voicemail', 'busy', 'noAnswer', 'failed', 'declined', 'wrongNumber', 'optedOut', 'fax', 'screened', 'skipped'));
`;

const doNotCall = /* sql */ `
create table "do_not_call" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "number" varchar(255) not null, "reason" varchar(255) not null, "added_by" varchar(255) not null, "removed_at" timestamptz(6) null, "removed_by" varchar(255) null, "removed_because" varchar(255) null, primary key ("id"));
create index "do_not_call_tenant_id_number_index" on "do_not_call" ("tenant_id", "number");
create index "do_not_call_tenant_id_created_at_id_index" on "do_not_call" ("tenant_id", "created_at", "id");
alter table "do_not_call" enable row level security;
alter table "do_not_call" force row level security;
create policy "tenant" on "do_not_call" using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid) with check (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
-- a number is on the list once
create unique index "do_not_call_live" on "do_not_call" ("tenant_id", "number") where removed_at is null;
`;
