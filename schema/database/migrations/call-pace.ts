/**
 * So many calls a second for each account of a vendor, whoever's calls they are and whichever process places them: a
 * token bucket of one. A call that finds it empty gets a number and the instant at which it may come again; whoever
 * comes back in time goes before the later numbers, and who does not come back at all is forgotten.
 */
export const callPace = /* sql */ `
create table routing."paced_account" ("vendor" varchar(255) not null, "account" varchar(255) not null, "last_at" timestamptz(6) not null, primary key ("vendor", "account"));
create table routing."paced_call" ("ref" uuid not null, "vendor" varchar(255) not null, "account" varchar(255) not null, "tenant_id" uuid not null, "lead_id" uuid not null, "since" timestamptz(6) not null, "expected_at" timestamptz(6) not null, primary key ("ref"));
create index "paced_call_vendor_account_since_index" on routing."paced_call" ("vendor", "account", "since");
create index "paced_call_tenant_id_index" on routing."paced_call" ("tenant_id");

create function routing.take_call_turn(
  owner uuid, in_vendor text, in_account text, wanted_ref uuid, wanted_lead uuid, gap interval, soonest interval
) returns timestamptz language plpgsql security definer set search_path = pg_catalog as $$
declare
  now_at timestamptz;
  free_at timestamptz;
  mine timestamptz;
  before_me int;
  due_before_me int;
  come_at timestamptz;
begin
  perform routing.own_tenant(owner);
  insert into routing.paced_account (vendor, account, last_at) values (in_vendor, in_account, '-infinity')
  on conflict (vendor, account) do nothing;
  -- everybody of this account, one after the other; the clock is read when it is our turn
  select last_at + gap into free_at from routing.paced_account p
  where p.vendor = in_vendor and p.account = in_account for update;
  now_at := clock_timestamp();
  delete from routing.paced_call t where t.vendor = in_vendor and t.account = in_account
    and t.expected_at < now_at - interval '5 seconds' and t.ref <> wanted_ref;
  select t.since into mine from routing.paced_call t where t.ref = wanted_ref;
  select count(*), count(*) filter (where t.expected_at <= now_at) into before_me, due_before_me
  from routing.paced_call t
  where t.vendor = in_vendor and t.account = in_account and t.ref <> wanted_ref and (mine is null or t.since < mine);
  if free_at <= now_at and due_before_me = 0 then
    update routing.paced_account p set last_at = now_at where p.vendor = in_vendor and p.account = in_account;
    delete from routing.paced_call t where t.ref = wanted_ref;
    return null;
  end if;
  come_at := greatest(free_at, now_at) + before_me * gap;
  -- who is told an instant that is nearer than this does not come before it
  insert into routing.paced_call (ref, vendor, account, tenant_id, lead_id, since, expected_at)
  values (wanted_ref, in_vendor, in_account, owner, wanted_lead, now_at, greatest(come_at, now_at + soonest))
  on conflict (ref) do update set expected_at = excluded.expected_at;
  return come_at;
end $$;

create function routing.call_queue(owner uuid)
returns table (lead_id uuid, since timestamptz, expected_at timestamptz, ahead int)
language sql stable security definer set search_path = pg_catalog as $$
  select t.lead_id, t.since, t.expected_at,
    (select count(*)::int from routing.paced_call o
     where o.vendor = t.vendor and o.account = t.account and o.since < t.since
       and o.expected_at >= clock_timestamp() - interval '5 seconds')
  from routing.paced_call t
  where t.tenant_id = routing.own_tenant(owner) and t.expected_at >= clock_timestamp() - interval '5 seconds'
  order by t.since
$$;
`;
