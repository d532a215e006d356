import { Migration } from '@mikro-orm/migrations';

/** The keys of businesses' own systems; tokens of the platform's people. */
export class Migration0021 extends Migration {
  override up(): void {
    this.addSql(table);
    this.addSql(kinds);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const table = /* sql */ `
create table "api_key" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "name" varchar(255) not null, "scopes" text[] not null, "last_four" varchar(255) not null, "created_by" varchar(255) not null, "expires_at" timestamptz(6) null, "revoked_at" timestamptz(6) null, "revoked_by" varchar(255) null, "last_used_at" timestamptz(6) null, primary key ("id"));
create index "api_key_tenant_id_created_at_id_index" on "api_key" ("tenant_id", "created_at", "id");
alter table "api_key" enable row level security;
alter table "api_key" force row level security;
create policy "tenant" on "api_key" using ${ownRows} with check ${ownRows};
`;

const kinds = /* sql */ `
alter table "routing"."token" drop constraint "token_kind_check";
alter table "routing"."token" add constraint "token_kind_check" check ("kind" in ('session', 'refresh', 'appointment', 'relay', 'unsubscribe', 'apiKey', 'superAdmin', 'passwordReset', 'invitation', 'verifyAddress'));
`;
