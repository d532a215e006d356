import { Migration } from '@mikro-orm/migrations';

/** Replies that wait for a person, and what an inbound e-mail is besides its words. */
export class Migration0005 extends Migration {
  override up(): void {
    this.addSql(messages);
    this.addSql(drafts);
    this.addSql(words);
  }
}

const messages = /* sql */ `
alter table "message" add column "own_text" text null, add column "from_address" text null,
  add column "automatic" text null, add column "attachments" jsonb null, add column "email_id" uuid null,
  add column "answers" jsonb null;
alter table "message" add constraint "message_automatic_check"
  check ("automatic" in ('autoReply', 'bounce', 'bulk', 'loop'));
alter table "email" add column "internet_message_id" text null;
create index "email_tenant_id_internet_message_id_index" on "email" ("tenant_id", "internet_message_id");
`;

const drafts = /* sql */ `
alter table "draft" alter column "message_id" drop not null;
alter table "draft" add column "kind" text not null default 'answer', add column "edited_text" text null,
  add column "sources" jsonb null, add column "held_because" varchar(255) null,
  add column "due_at" timestamptz(6) null, add column "decided_by" varchar(255) null,
  add column "decided_at" timestamptz(6) null, add column "decided_because" text null,
  add column "superseded_by" uuid null;
alter table "draft" drop constraint "draft_state_check";
alter table "draft" add constraint "draft_state_check" check ("state" in
  ('composed', 'held', 'approved', 'rejected', 'superseded', 'discarded', 'sent', 'skipped'));
alter table "draft" add constraint "draft_kind_check" check ("kind" in ('answer', 'holding', 'byHand'));
create index "draft_lead_id_created_at_id_index" on "draft" ("lead_id", "created_at", "id");
create index "draft_tenant_id_state_created_at_id_index" on "draft" ("tenant_id", "state", "created_at", "id");
`;

const words = /* sql */ `
alter table "lead_fact" drop constraint "lead_fact_kind_check";
alter table "lead_fact" add constraint "lead_fact_kind_check" check ("kind" in ('formSubmitted', 'messageReceived',
  'callEnded', 'appointmentChanged', 'optedOut', 'leadChanged', 'approvalDecided'));
alter table "command" drop constraint "command_name_check";
alter table "command" add constraint "command_name_check" check ("name" in ('bookAppointment',
  'rescheduleAppointment', 'cancelAppointment', 'markNoShow', 'markCompleted', 'requestCall', 'changeStatus', 'pause',
  'resume', 'optOut', 'close', 'decideDraft', 'sendReply'));
`;
