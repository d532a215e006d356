import { Migration } from '@mikro-orm/migrations';

/** People who are to work with a business, and have not accepted yet. */
export class Migration0026 extends Migration {
  override up(): void {
    this.addSql(invitations);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const invitations = /* sql */ `
create table "invitation" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "link_id" uuid not null, "email" varchar(255) not null, "name" varchar(255) not null, "role" text not null, "calendar" varchar(255) null, "staff_key" varchar(255) null, "invited_by" varchar(255) not null, "rounds" int not null default 1, "accepted_at" timestamptz(6) null, "withdrawn_at" timestamptz(6) null, primary key ("id"));
alter table "invitation" add constraint "invitation_role_check" check ("role" in ('admin', 'agent', 'viewer'));
alter table "invitation" add constraint "invitation_tenant_id_link_id_unique" unique ("tenant_id", "link_id");
create index "invitation_tenant_id_created_at_id_index" on "invitation" ("tenant_id", "created_at", "id");
alter table "invitation" enable row level security;
alter table "invitation" force row level security;
create policy "tenant" on "invitation" using ${ownRows} with check ${ownRows};
`;
