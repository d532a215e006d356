import { Migration } from '@mikro-orm/migrations';

/** The language of a talk, consent to its recording, and to whom a lead is put through. */
export class Migration0004 extends Migration {
  override up(): void {
    this.addSql(tables);
  }
}

const tables = /* sql */ `
alter table "call_attempt" add column "language" varchar(255) null;
alter table "lead_consent" add column "about" text not null default 'contact';
alter table "lead_consent" add constraint "lead_consent_about_check" check ("about" in ('contact', 'recording'));
create table "hand_over" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "attempt_id" uuid not null, "number" int not null, "staff_key" varchar(255) null, "state" text not null default 'asked', "briefing" text not null, "dialled_at" timestamptz(6) null, "accepted_at" timestamptz(6) null, "ended_at" timestamptz(6) null, "caused_by" jsonb not null, primary key ("id"));
create index "hand_over_lead_id_created_at_index" on "hand_over" ("lead_id", "created_at");
alter table "hand_over" add constraint "hand_over_attempt_id_number_unique" unique ("attempt_id", "number");
alter table "hand_over" add constraint "hand_over_state_check" check ("state" in ('asked', 'dialling', 'accepted', 'declined', 'noAnswer', 'cancelled', 'nobody'));
alter table "hand_over" enable row level security;
alter table "hand_over" force row level security;
create policy "tenant" on "hand_over" using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid) with check (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
`;
