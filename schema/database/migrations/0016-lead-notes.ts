import { Migration } from '@mikro-orm/migrations';

/** What staff write down about leads. */
export class Migration0016 extends Migration {
  override up(): void {
    this.addSql(table);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const table = /* sql */ `
create table "lead_note" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "text" text not null, "written_by" varchar(255) not null, "edited_at" timestamptz(6) null, "edited_by" varchar(255) null, "removed_at" timestamptz(6) null, "removed_by" varchar(255) null, primary key ("id"));
create index "lead_note_lead_id_created_at_id_index" on "lead_note" ("lead_id", "created_at", "id");
alter table "lead_note" enable row level security;
alter table "lead_note" force row level security;
create policy "tenant" on "lead_note" using ${ownRows} with check ${ownRows};
`;
