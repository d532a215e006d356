import { Migration } from '@mikro-orm/migrations';

/** Links by which somebody's log-in moves to another address, and the door through which it does. */
export class Migration0037 extends Migration {
  override up(): void {
    this.addSql(links);
    this.addSql(moving);
  }
}

const links = /* sql */ `
alter table "account_link" add column "address" varchar(255) null;
alter table "account_link" drop constraint "account_link_kind_check";
alter table "account_link" add constraint "account_link_kind_check" check ("kind" in ('passwordReset', 'invitation', 'verifyAddress', 'addressChange'));
alter table "routing"."token" drop constraint "token_kind_check";
alter table "routing"."token" add constraint "token_kind_check" check ("kind" in ('session', 'refresh', 'appointment', 'relay', 'unsubscribe', 'apiKey', 'superAdmin', 'passwordReset', 'invitation', 'verifyAddress', 'addressChange'));
`;

// an address is one person's of one business: whoever comes second learns that it is taken, and of whom nothing
const moving = /* sql */ `
create function routing.move_login(owner uuid, new_hash text, who uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform routing.put_login(owner, new_hash, who);
  if not exists (select from routing.login l where l.email_hash = new_hash and l.user_id = who) then
    raise exception 'routing: the log-in belongs to somebody else' using errcode = '23505';
  end if;
  delete from routing.login l
  where l.tenant_id = routing.own_tenant(owner) and l.user_id = who and l.email_hash <> new_hash;
end $$;
`;
