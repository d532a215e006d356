/**
 * The doors of the routing area. Each runs as its owner (SECURITY DEFINER) with a fixed search path and answers ids
 * only; writing ones refuse to speak for another tenant than the session's.
 */
export const routingFunctions = /* sql */ `
create function routing.own_tenant(wanted uuid) returns uuid language plpgsql stable set search_path = pg_catalog as $$
begin
  if wanted is distinct from nullif(current_setting('app.tenant', true), '')::uuid then
    raise exception 'routing: the session belongs to another tenant' using errcode = '42501';
  end if;
  return wanted;
end $$;

create function routing.tenant_by_slug(wanted text) returns uuid
language sql stable security definer set search_path = pg_catalog as
$$ select tenant_id from routing.tenant where slug = wanted $$;

create function routing.tenant_by_account(wanted_vendor text, wanted_account text) returns uuid
language sql stable security definer set search_path = pg_catalog as
$$ select tenant_id from routing.account where vendor = wanted_vendor and account = wanted_account $$;

create function routing.login_by_hash(wanted text) returns table (tenant_id uuid, user_id uuid)
language sql stable security definer set search_path = pg_catalog as
$$ select l.tenant_id, l.user_id from routing.login l where l.email_hash = wanted $$;

create function routing.token_by_hash(wanted text) returns table (kind text, tenant_id uuid, ref uuid)
language sql stable security definer set search_path = pg_catalog as
$$ select t.kind, t.tenant_id, t.ref from routing.token t where t.token_hash = wanted and t.expires_at > now() $$;

create function routing.pending_work(wait_at_least interval, most int)
returns table (kind text, ref uuid, tenant_id uuid, upto int)
language sql stable security definer set search_path = pg_catalog as
$$ select p.kind, p.ref, p.tenant_id, p.upto from routing.pending p
   where p.since <= now() - wait_at_least order by p.since limit most $$;

create function routing.settle_pending(wanted_kind text, wanted_ref uuid, wanted_upto int) returns void
language sql security definer set search_path = pg_catalog as
$$ delete from routing.pending p where p.kind = wanted_kind and p.ref = wanted_ref and p.upto <= wanted_upto $$;

create function routing.postpone_pending(wanted_kind text, wanted_ref uuid, pause interval) returns void
language sql security definer set search_path = pg_catalog as
$$ update routing.pending p set since = now() + pause where p.kind = wanted_kind and p.ref = wanted_ref $$;

create function routing.put_tenant(owner uuid, new_slug text) returns void
language sql security definer set search_path = pg_catalog as
$$ insert into routing.tenant (tenant_id, slug) values (routing.own_tenant(owner), new_slug)
   on conflict (tenant_id) do update set slug = excluded.slug $$;

create function routing.put_account(owner uuid, new_vendor text, new_account text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare holder uuid;
begin
  insert into routing.account (vendor, account, tenant_id) values (new_vendor, new_account, routing.own_tenant(owner))
  on conflict (vendor, account) do nothing;
  select tenant_id into holder from routing.account where vendor = new_vendor and account = new_account;
  if holder <> owner then
    raise exception 'routing: the account belongs to another tenant' using errcode = '23505';
  end if;
end $$;

create function routing.put_login(owner uuid, new_hash text, new_user uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare holder uuid;
begin
  insert into routing.login (email_hash, tenant_id, user_id) values (new_hash, routing.own_tenant(owner), new_user)
  on conflict (email_hash) do nothing;
  select tenant_id into holder from routing.login where email_hash = new_hash;
  if holder <> owner then
    raise exception 'routing: the log-in belongs to another tenant' using errcode = '23505';
  end if;
end $$;

create function routing.put_token(owner uuid, new_hash text, new_kind text, new_ref uuid, until timestamptz) returns void
language sql security definer set search_path = pg_catalog as
$$ insert into routing.token (token_hash, kind, tenant_id, ref, expires_at)
   values (new_hash, new_kind, routing.own_tenant(owner), new_ref, until)
   on conflict (token_hash) do update set expires_at = excluded.expires_at
   where routing.token.tenant_id = excluded.tenant_id and routing.token.ref = excluded.ref $$;

create function routing.drop_token(wanted text) returns void
language sql security definer set search_path = pg_catalog as
$$ delete from routing.token where token_hash = wanted $$;

create function routing.drop_expired_tokens() returns setof uuid
language sql security definer set search_path = pg_catalog as
$$ with gone as (delete from routing.token where expires_at <= now() returning tenant_id)
   select distinct tenant_id from gone $$;

create function routing.note_pending_fact() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into routing.pending (kind, ref, tenant_id, upto) values ('facts', new.lead_id, new.tenant_id, new.seq)
  on conflict (kind, ref) do update set upto = greatest(routing.pending.upto, excluded.upto);
  return null;
end $$;
create trigger note_pending_fact after insert on lead_fact for each row execute function routing.note_pending_fact();

create function routing.note_pending_command() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into routing.pending (kind, ref, tenant_id, upto) values ('command', new.id, new.tenant_id, 1)
  on conflict (kind, ref) do nothing;
  return null;
end $$;
create trigger note_pending_command after insert on command for each row
when (new.state = 'accepted') execute function routing.note_pending_command();

-- a form need not wait until its count is safe on disk; a crash of the server starts all counts anew
alter table routing.rate_limit set unlogged;
`;

/** What the application may do: rows of the public schema under row-level security, the routing doors, nothing else. */
export const grants = /* sql */ `
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'leadline_app') then create role leadline_app login; end if;
  if not exists (select 1 from pg_roles where rolname = 'leadline_agent') then create role leadline_agent nologin; end if;
  -- taken for a transaction, never inherited: its policies would bind the application always
  if not exists (
    select 1 from pg_auth_members
    where roleid = 'leadline_agent'::regrole and member = 'leadline_app'::regrole and set_option and not inherit_option
  ) then
    grant leadline_agent to leadline_app with inherit false, set true;
  end if;
end $$;
grant usage on schema public, routing to leadline_app, leadline_agent;
grant select, insert, update, delete on all tables in schema public to leadline_app, leadline_agent;
revoke all on table migration from leadline_app, leadline_agent;
-- what the audit log says stays: of an entry nothing changes but that an erasure empties it, see 0028-audit-log
revoke update, delete on table audit_entry from leadline_app, leadline_agent;
grant update (before, after) on table audit_entry to leadline_app;
grant select, insert, update, delete on routing.rate_limit to leadline_app;
revoke execute on all functions in schema routing from public;
grant execute on all functions in schema routing to leadline_app, leadline_agent;
`;
