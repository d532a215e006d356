import { Migration } from '@mikro-orm/migrations';

/** Expired tokens go tenant by tenant, with whatever else is over there: a process that dies between loses sight of none. */
export class Migration0039 extends Migration {
  override up(): void {
    this.addSql(byTenant);
  }
}

const byTenant = /* sql */ `
drop function routing.drop_expired_tokens();

create function routing.tenants_with_expired_tokens() returns setof uuid
language sql stable security definer set search_path = pg_catalog as
$$ select distinct tenant_id from routing.token where expires_at <= now() $$;

create function routing.drop_expired_tokens(owner uuid) returns void
language sql security definer set search_path = pg_catalog as
$$ delete from routing.token where tenant_id = routing.own_tenant(owner) and expires_at <= now() $$;
`;
