import { Migration } from '@mikro-orm/migrations';

/** What is asked of many leads at once, and what each of them answers. */
export class Migration0024 extends Migration {
  override up(): void {
    this.addSql(tables);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;
const guarded = (table: string): string => `
alter table "${table}" enable row level security;
alter table "${table}" force row level security;
create policy "tenant" on "${table}" using ${ownRows} with check ${ownRows};`;

const tables = /* sql */ `
create table "bulk_command" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "name" text not null, "arguments" jsonb not null, "actor_kind" text not null, "actor_id" varchar(255) not null, "state" text not null default 'running', "total" int not null, "done" int not null default 0, "refused" int not null default 0, "finished_at" timestamptz(6) null, primary key ("id"));
create index "bulk_command_tenant_id_created_at_id_index" on "bulk_command" ("tenant_id", "created_at", "id");
alter table "bulk_command" add constraint "bulk_command_name_check" check ("name" in ('assign', 'changeStatus', 'close', 'tag'));
alter table "bulk_command" add constraint "bulk_command_actor_kind_check" check ("actor_kind" in ('staff', 'key', 'superAdmin', 'lead', 'model', 'system'));
alter table "bulk_command" add constraint "bulk_command_state_check" check ("state" in ('running', 'stopping', 'done', 'stopped'));
create table "bulk_item" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "bulk_id" uuid not null, "number" int not null, "lead_id" uuid not null, "state" text not null default 'waiting', "command_id" uuid null, "code" varchar(255) null, "text" text null, primary key ("id"));
alter table "bulk_item" add constraint "bulk_item_bulk_id_lead_id_unique" unique ("bulk_id", "lead_id");
create index "bulk_item_bulk_id_state_number_index" on "bulk_item" ("bulk_id", "state", "number");
create index "bulk_item_lead_id_index" on "bulk_item" ("lead_id");
alter table "bulk_item" add constraint "bulk_item_state_check" check ("state" in ('waiting', 'asked', 'done', 'refused'));
${guarded('bulk_command')}
${guarded('bulk_item')}
`;
