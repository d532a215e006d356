import { Migration } from '@mikro-orm/migrations';
import { callPace } from './call-pace.ts';

/** Who picked up and whether they screen their calls; the one message that a lead's answering machine gets; the pace of calls. */
export class Migration0003 extends Migration {
  override up(): void {
    this.addSql(calls);
    this.addSql(voicemail);
    this.addSql(callPace);
  }
}

const calls = /* sql */ `
alter table "call_attempt" add column "detects_machine" boolean not null default false;
alter table "call_attempt" add column "screening" text null;
alter table "call_attempt" add constraint "call_attempt_screening_check" check ("screening" in ('waiting', 'passed'));
`;

const voicemail = /* sql */ `
create table "voicemail" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "attempt_id" uuid not null, "text" text not null, "language" varchar(255) not null, "caused_by" jsonb not null, primary key ("id"));
create index "voicemail_attempt_id_index" on "voicemail" ("attempt_id");
alter table "voicemail" add constraint "voicemail_tenant_id_lead_id_unique" unique ("tenant_id", "lead_id");
alter table "voicemail" enable row level security;
alter table "voicemail" force row level security;
create policy "tenant" on "voicemail" using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid) with check (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
`;
