import { Migration } from '@mikro-orm/migrations';

/** What was removed after its time, night by night; and closed leads by when they closed. */
export class Migration0033 extends Migration {
  override up(): void {
    this.addSql(table);
    this.addSql(indexes);
    this.addSql(tenants);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const table = /* sql */ `
create table "retention_run" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "finished_at" timestamptz(6) null, "is_cut" boolean not null default false, "late" int not null default 0, "unclaimed" int not null default 0, "recordings" int not null default 0, "messages" int not null default 0, "leads" int not null default 0, primary key ("id"));
create index "retention_run_tenant_id_created_at_id_index" on "retention_run" ("tenant_id", "created_at", "id");
alter table "retention_run" enable row level security;
alter table "retention_run" force row level security;
create policy "tenant" on "retention_run" using ${ownRows} with check ${ownRows};
`;

const indexes = /* sql */ `
create index "recording_attempt_id_index" on "recording" ("attempt_id");
create index "lead_tenant_id_closed_at_id_index" on "lead" ("tenant_id", "closed_at", "id");
`;

// each has a Schedule of its own, which whoever keeps the Schedules has to know of
const tenants = /* sql */ `
create function routing.tenant_ids() returns setof uuid
language sql stable security definer set search_path = pg_catalog as
$$ select tenant_id from routing.tenant order by tenant_id $$;
`;
