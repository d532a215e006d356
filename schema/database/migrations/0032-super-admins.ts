import { Migration } from '@mikro-orm/migrations';

/** People of the platform, who enter one business at a time. */
export class Migration0032 extends Migration {
  override up(): void {
    this.addSql(table);
    this.addSql(doors);
  }
}

const table = /* sql */ `
create table "routing"."super_admin" ("id" uuid not null, "created_at" timestamptz(6) not null default now(), "email_hash" varchar(255) not null, "name" varchar(255) not null, "password_hash" text not null, "password_set_at" timestamptz(6) not null default now(), "disabled_at" timestamptz(6) null, primary key ("id"));
alter table "routing"."super_admin" add constraint "super_admin_email_hash_unique" unique ("email_hash");
`;

// nothing here lists them: who knows no address is told of nobody
const doors = /* sql */ `
create function routing.super_admin_by_hash(wanted text) returns table (id uuid, password_hash text)
language sql stable security definer set search_path = pg_catalog as
$$ select s.id, s.password_hash from routing.super_admin s where s.email_hash = wanted and s.disabled_at is null $$;

-- their row is held until the token stands: who disables them meanwhile waits, and finds the token to end
create function routing.enter_tenant(owner uuid, who uuid, verified_hash text, new_hash text, until timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform routing.own_tenant(owner);
  perform from routing.super_admin s
  where s.id = who and s.password_hash = verified_hash and s.disabled_at is null for share;
  if not found then return false; end if;
  insert into routing.token (token_hash, kind, tenant_id, ref, expires_at)
  values (new_hash, 'superAdmin', owner, who, until);
  return true;
end $$;
`;
