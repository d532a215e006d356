import { Migration } from '@mikro-orm/migrations';

/** Businesses that are suspended: what comes in for them is kept and held, and goes on when they are resumed. */
export class Migration0036 extends Migration {
  override up(): void {
    this.addSql(columns);
    this.addSql(held);
    this.addSql(doors);
  }
}

const columns = /* sql */ `
alter table "tenant" add column "suspended_at" timestamptz(6) null, add column "suspended_because" text null;
alter table "routing"."tenant" add column "held" boolean not null default false;
alter table "decision" drop constraint "decision_about_check";
alter table "decision" add constraint "decision_about_check" check ("about" in ('call', 'email', 'meeting'));
`;

// Rank 2 is read by nobody. Whatever writes a row of the list comes through here, so no writer has to think of it. The
// tenant's row is locked by whoever finds it held, and by nobody else: a resumption waits for them and finds their rows.
const held = /* sql */ `
create function routing.hold_pending() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from routing.tenant t where t.tenant_id = new.tenant_id and t.held) then
    perform from routing.tenant t where t.tenant_id = new.tenant_id and t.held for share;
    if not found then return new; end if;
    new.rank := 2;
    -- what is held keeps its place, whatever more there is of it
    if tg_op = 'UPDATE' and old.rank = 2 then new.since := least(old.since, new.since); end if;
  end if;
  return new;
end $$;
create trigger hold_pending before insert or update on routing.pending for each row
when (new.kind in ('facts', 'command', 'import', 'bulk') and new.rank <> 2) execute function routing.hold_pending();
`;

const doors = /* sql */ `
create function routing.hold_tenant(owner uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update routing.tenant set held = true where tenant_id = routing.own_tenant(owner);
  update routing.pending set rank = 2 where tenant_id = owner and kind in ('facts', 'command', 'import', 'bulk');
end $$;

-- oldest first, one after the other, and behind whatever else waits
create function routing.release_tenant(owner uuid, gap interval) returns int
language plpgsql security definer set search_path = pg_catalog as $$
declare released int;
begin
  update routing.tenant set held = false where tenant_id = routing.own_tenant(owner);
  update routing.pending p set rank = 1, since = greatest(p.since, now() + gap * (w.n - 1))
  from (
    select kind, ref, row_number() over (order by since, ref) as n from routing.pending
    where tenant_id = owner and rank = 2
  ) w
  where p.kind = w.kind and p.ref = w.ref;
  get diagnostics released = row_count;
  return released;
end $$;
`;
