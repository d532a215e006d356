import { Migration } from '@mikro-orm/migrations';

/** Tells at once, by the tenant's id alone, that somebody's way in ended or changed: whoever listens by it is let go of. */
export class Migration0034 extends Migration {
  override up(): void {
    this.addSql(notices);
  }
}

const notices = /* sql */ `
create function routing.note_access() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('leadline_access', new.tenant_id::text);
  return null;
end $$;
create trigger note_access after update of ended_at on staff_session for each row
when (old.ended_at is null and new.ended_at is not null) execute function routing.note_access();
create trigger note_access after update of role, disabled_at on staff_user for each row
when (old.role is distinct from new.role or old.disabled_at is distinct from new.disabled_at)
execute function routing.note_access();
create trigger note_access after update of revoked_at on api_key for each row
when (old.revoked_at is null and new.revoked_at is not null) execute function routing.note_access();
`;
