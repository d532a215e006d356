import { Migration } from '@mikro-orm/migrations';

/** Sessions that are refreshed: what they remember of their refresh tokens, and what their owner knows them by. */
export class Migration0019 extends Migration {
  override up(): void {
    this.addSql(sessions);
    this.addSql(tokens);
  }
}

const sessions = /* sql */ `
alter table "staff_session" add column "next_refresh" text[] not null default '{}', add column "used_refresh" varchar(255) null, add column "refreshed_at" timestamptz(6) null, add column "device" varchar(255) null;
create index "staff_session_user_id_created_at_id_index" on "staff_session" ("user_id", "created_at", "id");
`;

const tokens = /* sql */ `
alter table "routing"."token" drop constraint "token_kind_check";
alter table "routing"."token" add constraint "token_kind_check" check ("kind" in ('session', 'refresh', 'appointment', 'relay', 'unsubscribe', 'passwordReset', 'invitation', 'verifyAddress'));
create index "token_ref_index" on "routing"."token" ("ref");
create function routing.drop_tokens_of(owner uuid, refs uuid[]) returns void
language sql security definer set search_path = pg_catalog as
$$ delete from routing.token t where t.tenant_id = routing.own_tenant(owner) and t.ref = any(refs) $$;
`;
