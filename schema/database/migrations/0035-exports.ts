import { Migration } from '@mikro-orm/migrations';

/** Everything that is kept of a person, written for them into files that lie here for some days. */
export class Migration0035 extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(pending);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;
const seen = (table: string): string => `exists (select 1 from lead p where p.id = ${table}.lead_id)`;
const guarded = (table: string): string => `
alter table "${table}" enable row level security;
alter table "${table}" force row level security;
create policy "tenant" on "${table}" using ${ownRows} with check ${ownRows};
create policy "seen" on "${table}" as restrictive to leadline_agent using (${seen(table)}) with check (${seen(table)});`;

const tables = /* sql */ `
create table "lead_export" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "lead_ids" jsonb not null, "actor_kind" text not null, "actor_id" varchar(255) not null, "state" text not null default 'writing', "position" jsonb not null, "pieces" int not null default 0, "entries" int not null default 0, "files" jsonb not null, "sounds" jsonb not null, "bytes" bigint not null, "ready_at" timestamptz(6) null, "expires_at" timestamptz(6) null, primary key ("id"));
create index "lead_export_tenant_id_created_at_id_index" on "lead_export" ("tenant_id", "created_at", "id");
create index "lead_export_lead_id_index" on "lead_export" ("lead_id");
alter table "lead_export" add constraint "lead_export_actor_kind_check" check ("actor_kind" in ('staff', 'key', 'superAdmin', 'lead', 'model', 'system'));
alter table "lead_export" add constraint "lead_export_state_check" check ("state" in ('writing', 'ready', 'removed'));
create table "lead_export_piece" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "export_id" uuid not null, "lead_id" uuid not null, "draft" uuid not null, "number" int not null, "content" bytea not null, primary key ("id"));
alter table "lead_export_piece" add constraint "lead_export_piece_export_id_draft_number_unique" unique ("export_id", "draft", "number");
create index "lead_export_piece_lead_id_index" on "lead_export_piece" ("lead_id");
${guarded('lead_export')}
${guarded('lead_export_piece')}
`;

const pending = /* sql */ `
alter table routing.pending drop constraint "pending_kind_check";
alter table routing.pending add constraint "pending_kind_check" check ("kind" in ('facts', 'command', 'note', 'watch', 'erasure', 'import', 'bulk', 'export'));
`;
