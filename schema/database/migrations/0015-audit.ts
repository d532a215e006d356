import { Migration } from '@mikro-orm/migrations';

/** What people and keys change, with before and after; API keys and the platform's people as actors. */
export class Migration0015 extends Migration {
  override up(): void {
    this.addSql(table);
    this.addSql(actors);
  }
}

const kinds = `('staff', 'key', 'superAdmin', 'lead', 'model', 'system')`;
const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const table = /* sql */ `
create table "audit_entry" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "actor_kind" text not null, "actor_id" varchar(255) not null, "action" varchar(255) not null, "subject_kind" varchar(255) not null, "subject_id" uuid not null, "lead_id" uuid null, "before" jsonb null, "after" jsonb null, primary key ("id"));
alter table "audit_entry" add constraint "audit_entry_actor_kind_check" check ("actor_kind" in ${kinds});
create index "audit_entry_tenant_id_created_at_id_index" on "audit_entry" ("tenant_id", "created_at", "id");
create index "audit_entry_tenant_id_subject_id_created_at_id_index" on "audit_entry" ("tenant_id", "subject_id", "created_at", "id");
create index "audit_entry_lead_id_index" on "audit_entry" ("lead_id");
alter table "audit_entry" enable row level security;
alter table "audit_entry" force row level security;
create policy "tenant" on "audit_entry" using ${ownRows} with check ${ownRows};
`;

const actors = /* sql */ `
alter table "command" drop constraint "command_actor_kind_check";
alter table "command" add constraint "command_actor_kind_check" check ("actor_kind" in ${kinds});
`;
