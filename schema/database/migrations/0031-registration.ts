import { Migration } from '@mikro-orm/migrations';

/** Businesses that register themselves, and begin when the address of their first person is verified. */
export class Migration0031 extends Migration {
  override up(): void {
    this.addSql(registration);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const registration = /* sql */ `
create table "registration" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "link_id" uuid not null, "slug" varchar(255) not null, "verified_at" timestamptz(6) null, primary key ("id"));
alter table "registration" add constraint "registration_tenant_id_unique" unique ("tenant_id");
alter table "registration" enable row level security;
alter table "registration" force row level security;
create policy "tenant" on "registration" using ${ownRows} with check ${ownRows};
`;
