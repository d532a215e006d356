import { Migration } from '@mikro-orm/migrations';

/** The lists of a whole business have their own orders; a form is told of by fewer changes. */
export class Migration0027 extends Migration {
  override up(): void {
    this.addSql(indexes);
    this.addSql(changes);
  }
}

const indexes = /* sql */ `
create index "call_attempt_tenant_id_created_at_id_index" on "call_attempt" ("tenant_id", "created_at", "id");
create index "email_tenant_id_created_at_id_index" on "email" ("tenant_id", "created_at", "id");
create index "timeline_event_tenant_id_at_id_index" on "timeline_event" ("tenant_id", "at", "id");
create index "appointment_tenant_id_starts_at_id_index" on "appointment" ("tenant_id", "starts_at", "id");
drop index "appointment_tenant_id_starts_at_index";
`;

// a new lead comes with a line of its timeline, which names it: the form need not wait for a second word of it
const changes = /* sql */ `
drop trigger note_change on lead;
create trigger note_change after update on lead for each row execute function routing.note_change('lead');
`;
