import { Migration } from '@mikro-orm/migrations';

/** Two leads that are one person: proposals, merges, whose turn it is to look after a lead. */
export class Migration0009 extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(words);
    this.addSql(family);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;
const guarded = (table: string): string => `
alter table "${table}" enable row level security;
alter table "${table}" force row level security;
create policy "tenant" on "${table}" using ${ownRows} with check ${ownRows};`;

const reasons = `('typedTogether', 'phoneInMail', 'sameChannel', 'asked')`;

const tables = /* sql */ `
create table "lead_merge" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "absorbed_id" uuid not null, "into_id" uuid not null, "reason" text not null, "withdrawn" uuid null, "remains" jsonb null, "handed_over_at" timestamptz(6) null, "caused_by" jsonb not null, primary key ("id"));
alter table "lead_merge" add constraint "lead_merge_tenant_id_absorbed_id_unique" unique ("tenant_id", "absorbed_id");
alter table "lead_merge" add constraint "lead_merge_reason_check" check ("reason" in ${reasons});
create table "merge_proposal" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "other_lead_id" uuid not null, "reason" text not null, "state" text not null default 'open', "decided_by" varchar(255) null, "decided_at" timestamptz(6) null, "caused_by" jsonb not null, primary key ("id"));
create index "merge_proposal_tenant_id_state_created_at_id_index" on "merge_proposal" ("tenant_id", "state", "created_at", "id");
alter table "merge_proposal" add constraint "merge_proposal_tenant_id_lead_id_other_lead_id_reason_unique" unique ("tenant_id", "lead_id", "other_lead_id", "reason");
alter table "merge_proposal" add constraint "merge_proposal_reason_check" check ("reason" in ${reasons});
alter table "merge_proposal" add constraint "merge_proposal_state_check" check ("state" in ('open', 'accepted', 'rejected'));
create table "assignment_turn" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "pool" varchar(255) not null, "given" int not null default 0, primary key ("id"));
alter table "assignment_turn" add constraint "assignment_turn_tenant_id_pool_unique" unique ("tenant_id", "pool");
create index "lead_tenant_id_assigned_to_created_at_id_index" on "lead" ("tenant_id", "assigned_to", "created_at", "id");
create index "lead_merged_into_index" on "lead" ("merged_into");
${guarded('lead_merge')}
${guarded('merge_proposal')}
${guarded('assignment_turn')}
`;

const words = /* sql */ `
alter table "lead_fact" drop constraint "lead_fact_kind_check";
alter table "lead_fact" add constraint "lead_fact_kind_check" check ("kind" in ('formSubmitted', 'messageReceived', 'callEnded', 'appointmentChanged', 'optedOut', 'leadChanged', 'absorbed', 'inherited', 'approvalDecided'));
alter table "command" drop constraint "command_name_check";
alter table "command" add constraint "command_name_check" check ("name" in ('bookAppointment', 'rescheduleAppointment', 'cancelAppointment', 'markNoShow', 'markCompleted', 'requestCall', 'changeStatus', 'pause', 'resume', 'optOut', 'close', 'assign', 'merge', 'decideDraft', 'sendReply', 'settleUnknown', 'rejectMerge'));
`;

// the caller's rights and tenant hold in both: row-level security shows them no other tenant's lead
const family = /* sql */ `
create function lead_root(wanted uuid) returns uuid language sql stable as $$
  with recursive up as (
    select id, merged_into from lead where id = wanted
    union all
    select l.id, l.merged_into from up join lead l on l.id = up.merged_into
  )
  select id from up where merged_into is null
$$;
create function lead_family(wanted uuid) returns setof uuid language sql stable as $$
  with recursive family as (
    select lead_root(wanted) as id
    union all
    select l.id from family join lead l on l.merged_into = family.id
  )
  select id from family where id is not null
$$;
`;
