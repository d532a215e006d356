import { Migration } from '@mikro-orm/migrations';

/** Where the links of e-mails lead whose opens and clicks we count ourselves. */
export class Migration0010 extends Migration {
  override up(): void {
    this.addSql(tracking);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const tracking = /* sql */ `
create table "email_tracking" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "outbound_key" varchar(255) not null, "targets" jsonb not null, primary key ("id"));
alter table "email_tracking" enable row level security;
alter table "email_tracking" force row level security;
create policy "tenant" on "email_tracking" using ${ownRows} with check ${ownRows};
`;
