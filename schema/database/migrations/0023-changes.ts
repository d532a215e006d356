import { Migration } from '@mikro-orm/migrations';

/** A log of what changed, for those who watch, and the triggers that write it. */
export class Migration0023 extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(writing);
    this.addSql(triggers);
    this.addSql(reading);
  }
}

// unlogged: writers pay nothing for its safety. A crash of the server begins it anew, and whoever watches reads afresh.
const tables = /* sql */ `
create table "routing"."change" ("tenant_id" uuid not null, "xid" bigint not null, "kind" text not null, "ref" uuid not null, "parent_id" uuid null, "at" timestamptz(6) not null default now(), primary key ("tenant_id", "xid", "kind", "ref"));
create table "routing"."change_log" ("name" text not null, "epoch" uuid not null, "whole_from" bigint not null, primary key ("name"));
alter table routing.change set unlogged;
alter table routing.change_log set unlogged;
`;

const writing = /* sql */ `
create function routing.note_change() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  which uuid := new.id;
  parent uuid;
begin
  if tg_table_name = 'lead' then parent := new.id;
  elsif tg_table_name = 'call_turn' then parent := new.attempt_id;
  else parent := new.lead_id;
  end if;
  insert into routing.change (tenant_id, xid, kind, ref, parent_id)
  values (new.tenant_id, pg_current_xact_id()::text::bigint, tg_argv[0], which, parent)
  on conflict do nothing;
  -- the same notice twice in one transaction is sent once
  perform pg_notify('leadline_change', new.tenant_id::text);
  return null;
end $$;
`;

const triggers = /* sql */ `
create trigger note_change after insert or update on lead for each row execute function routing.note_change('lead');
create trigger note_change after insert on timeline_event for each row execute function routing.note_change('timeline');
create trigger note_change after insert or update on call_attempt for each row execute function routing.note_change('call');
create trigger note_change after insert or update on call_turn for each row execute function routing.note_change('turn');
create trigger note_change after insert or update on draft for each row execute function routing.note_change('draft');
create trigger note_change after insert on message for each row execute function routing.note_change('message');
create trigger note_change after insert or update on email for each row execute function routing.note_change('email');
create trigger note_change after insert or update on appointment for each row execute function routing.note_change('appointment');
create trigger note_change_into_doubt after update on outbound for each row
when (new.state = 'unknown' or old.state = 'unknown') execute function routing.note_change('action');
`;

// Transactions end in another order than they begin, so a place in the log is no number but a snapshot: which transactions
// had ended. What ended between two snapshots is told exactly, however long something else runs.
const reading = /* sql */ `
create function routing.change_log() returns table (epoch uuid, whole_from bigint, now text, newest bigint)
language sql stable security definer set search_path = pg_catalog as
$$ select l.epoch, l.whole_from, pg_current_snapshot()::text, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
   from routing.change_log l
   where l.whole_from <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint $$;

-- also where a backup of another server was restored, whose transactions were counted otherwise
create function routing.begin_change_log() returns void
language sql security definer set search_path = pg_catalog as $$
  delete from routing.change_log where whole_from > pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  insert into routing.change_log (name, epoch, whole_from)
  values ('changes', gen_random_uuid(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint) on conflict do nothing;
$$;

create function routing.changes_between(
  owner uuid, since pg_snapshot, upto pg_snapshot, after_xid bigint, after_kind text, after_ref uuid, most int
) returns table (xid bigint, kind text, ref uuid, parent_id uuid)
language sql stable security definer set search_path = pg_catalog as
$$ select c.xid, c.kind, c.ref, c.parent_id from routing.change c
   where c.tenant_id = routing.own_tenant(owner)
     and c.xid >= pg_snapshot_xmin(since)::text::bigint and c.xid < pg_snapshot_xmax(upto)::text::bigint
     and not pg_visible_in_snapshot(c.xid::text::xid8, since) and pg_visible_in_snapshot(c.xid::text::xid8, upto)
     and (c.xid, c.kind, c.ref) > (after_xid, after_kind, after_ref)
   order by c.xid, c.kind, c.ref limit most $$;

create function routing.drop_changes(older_than interval) returns int
language plpgsql security definer set search_path = pg_catalog as $$
declare
  last_gone bigint;
  gone int;
begin
  with old as (delete from routing.change where at < now() - older_than returning xid)
  select max(xid), count(*) into last_gone, gone from old;
  if gone > 0 then
    update routing.change_log set whole_from = greatest(whole_from, last_gone + 1);
  end if;
  return gone;
end $$;
`;
