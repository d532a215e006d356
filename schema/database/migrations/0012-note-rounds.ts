import { Migration } from '@mikro-orm/migrations';

/** Staff are told again of what still waits for them: a note has a round. */
export class Migration0012 extends Migration {
  override up(): void {
    this.addSql(rounds);
  }
}

const rounds = /* sql */ `
alter table "staff_note" add column "round" int not null default 1;
alter table "staff_note" drop constraint "staff_note_tenant_id_kind_about_id_recipient_unique";
alter table "staff_note" add constraint "staff_note_tenant_id_kind_about_id_recipient_round_unique" unique ("tenant_id", "kind", "about_id", "recipient", "round");
`;
