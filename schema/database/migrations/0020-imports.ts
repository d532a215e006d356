import { Migration } from '@mikro-orm/migrations';

/** Files of leads and their rows; work that waits for its time lets everything else go first. */
export class Migration0020 extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(pending);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;
const guarded = (table: string): string => `
alter table "${table}" enable row level security;
alter table "${table}" force row level security;
create policy "tenant" on "${table}" using ${ownRows} with check ${ownRows};`;

const tables = /* sql */ `
create table "lead_import" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "file_name" varchar(255) null, "encoding" varchar(255) not null, "delimiter" varchar(255) not null, "header" text[] not null, "mapping" jsonb not null, "consent_text" text null, "state" text not null default 'checking', "total" int not null, "position" int not null default 0, "checked" int not null default 0, "ready" int not null default 0, "invalid" int not null default 0, "duplicate" int not null default 0, "made" int not null default 0, "uploaded_by" varchar(255) not null, "started_by" varchar(255) null, "started_at" timestamptz(6) null, "finished_at" timestamptz(6) null, "journeys_until" timestamptz(6) null, "asked" int not null default 1, primary key ("id"));
create index "lead_import_tenant_id_created_at_id_index" on "lead_import" ("tenant_id", "created_at", "id");
alter table "lead_import" add constraint "lead_import_state_check" check ("state" in ('checking', 'checked', 'making', 'done', 'stopped'));
create table "lead_import_row" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "import_id" uuid not null, "number" int not null, "cells" jsonb not null, "state" text not null default 'stored', "phone" varchar(255) null, "email" varchar(255) null, "problems" jsonb null, "duplicate_of" int null, "lead_id" uuid null, primary key ("id"));
alter table "lead_import_row" add constraint "lead_import_row_import_id_number_unique" unique ("import_id", "number");
create index "lead_import_row_import_id_state_number_index" on "lead_import_row" ("import_id", "state", "number");
create index "lead_import_row_lead_id_index" on "lead_import_row" ("lead_id");
alter table "lead_import_row" add constraint "lead_import_row_state_check" check ("state" in ('stored', 'ready', 'invalid', 'duplicate', 'made'));
${guarded('lead_import')}
${guarded('lead_import_row')}
`;

// A lead of an import waits for its time and is of rank 1; whatever else its journey is to hear of brings it to the front.
const pending = /* sql */ `
alter table routing.pending drop constraint "pending_kind_check";
alter table routing.pending add constraint "pending_kind_check" check ("kind" in ('facts', 'command', 'note', 'watch', 'erasure', 'import', 'bulk'));
alter table routing.pending add column "rank" smallint not null default 0;
drop index routing."pending_since_index";
create index "pending_rank_since_index" on routing.pending ("rank", "since");

drop function routing.pending_work(interval, int);
create function routing.pending_work(wait_at_least interval, most int, most_later int default 20)
returns table (kind text, ref uuid, tenant_id uuid, upto int)
language sql stable security definer set search_path = pg_catalog as
$$ (select p.kind, p.ref, p.tenant_id, p.upto from routing.pending p
    where p.rank = 0 and p.since <= now() - wait_at_least order by p.since limit most)
   union all
   (select p.kind, p.ref, p.tenant_id, p.upto from routing.pending p
    where p.rank = 1 and p.since <= now() order by p.since limit most_later) $$;

create or replace function routing.note_pending_fact() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into routing.pending (kind, ref, tenant_id, upto) values ('facts', new.lead_id, new.tenant_id, new.seq)
  on conflict (kind, ref) do update set upto = greatest(routing.pending.upto, excluded.upto), rank = 0,
    since = case when routing.pending.rank = 0 then routing.pending.since else now() end;
  return null;
end $$;

create function routing.defer_pending(wanted_kind text, wanted_ref uuid, until timestamptz) returns void
language sql security definer set search_path = pg_catalog as
$$ update routing.pending p set since = until, rank = 1
   where p.kind = wanted_kind and p.ref = wanted_ref
     and p.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid $$;

create function routing.note_pending_batch(owner uuid, batch text, wanted_ref uuid, seq int) returns void
language sql security definer set search_path = pg_catalog as
$$ insert into routing.pending (kind, ref, tenant_id, upto) values (batch, wanted_ref, routing.own_tenant(owner), seq)
   on conflict (kind, ref) do update set upto = greatest(routing.pending.upto, excluded.upto)
   where routing.pending.tenant_id = excluded.tenant_id $$;
revoke execute on function routing.pending_work(interval, int, int), routing.defer_pending(text, uuid, timestamptz),
  routing.note_pending_batch(uuid, text, uuid, int) from public;
grant execute on function routing.pending_work(interval, int, int), routing.defer_pending(text, uuid, timestamptz),
  routing.note_pending_batch(uuid, text, uuid, int) to leadline_app;
`;
