import { Migration } from '@mikro-orm/migrations';

/** Commands in the audit log, and an audit log that cannot be rewritten. */
export class Migration0028 extends Migration {
  override up(): void {
    this.addSql(columns);
    this.addSql(onlyEmptied);
  }
}

const columns = /* sql */ `
alter table "audit_entry" add column "command_id" uuid null;
create index "audit_entry_tenant_id_actor_id_created_at_id_index" on "audit_entry" ("tenant_id", "actor_id", "created_at", "id");
`;

// which columns may be updated at all is said by the grants
const onlyEmptied = /* sql */ `
create function routing.keep_audit_entry() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if (new.before is null or new.before = old.before) and (new.after is null or new.after = old.after) then return new; end if;
  raise exception 'an entry of the audit log is emptied or stays as it is' using errcode = 'insufficient_privilege';
end $$;
create trigger keep_audit_entry before update on audit_entry for each row when (current_user = 'leadline_app')
execute function routing.keep_audit_entry();
`;
