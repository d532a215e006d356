import { Migration } from '@mikro-orm/migrations';

/** People who are erased, and what stays of that. */
export class Migration0017 extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(words);
    this.addSql(routing);
  }
}

const ownRows = `(tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

const tables = /* sql */ `
create table "erasure" ("id" uuid not null, "tenant_id" uuid not null, "created_at" timestamptz(6) not null default now(), "lead_id" uuid not null, "lead_ids" jsonb not null, "reason" text not null, "asked_by" varchar(255) not null, "state" text not null default 'asked', "asked_at" timestamptz(6) not null, "done_at" timestamptz(6) null, "bars" jsonb not null, "rows" jsonb not null, "vendors" jsonb not null, "runs" int not null default 0, primary key ("id"));
alter table "erasure" add constraint "erasure_tenant_id_lead_id_unique" unique ("tenant_id", "lead_id");
alter table "erasure" add constraint "erasure_reason_check" check ("reason" in ('asked', 'retention', 'restored'));
alter table "erasure" add constraint "erasure_state_check" check ("state" in ('asked', 'done'));
create index "erasure_tenant_id_created_at_id_index" on "erasure" ("tenant_id", "created_at", "id");
alter table "erasure" enable row level security;
alter table "erasure" force row level security;
create policy "tenant" on "erasure" using ${ownRows} with check ${ownRows};
alter table "lead" add column "erased_at" timestamptz(6) null;
`;

const words = /* sql */ `
alter table "lead_fact" drop constraint "lead_fact_kind_check";
alter table "lead_fact" add constraint "lead_fact_kind_check" check ("kind" in ('formSubmitted', 'messageReceived', 'callReceived', 'callEnded', 'appointmentChanged', 'optedOut', 'leadChanged', 'absorbed', 'inherited', 'approvalDecided', 'erased'));
alter table "suppression" drop constraint "suppression_reason_check";
alter table "suppression" add constraint "suppression_reason_check" check ("reason" in ('optedOut', 'unsubscribed', 'bounced', 'complained', 'wrongNumber', 'fax', 'doNotCall'));
alter table "outbound" drop constraint "outbound_kind_check";
alter table "outbound" add constraint "outbound_kind_check" check ("kind" in ('call', 'callControl', 'recording', 'email', 'meeting', 'subscription', 'erasure'));
`;

const routing = /* sql */ `
alter table routing.pending drop constraint "pending_kind_check";
alter table routing.pending add constraint "pending_kind_check" check ("kind" in ('facts', 'command', 'note', 'watch', 'erasure'));
create function routing.note_pending_erasure() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into routing.pending (kind, ref, tenant_id, upto) values ('erasure', new.id, new.tenant_id, 1)
  on conflict (kind, ref) do nothing;
  return null;
end $$;
create trigger note_pending_erasure after insert or update on erasure for each row
when (new.state = 'asked') execute function routing.note_pending_erasure();

-- a link or a token of an erased person opens nothing any more, and nothing of theirs waits
create function routing.forget_refs(owner uuid, refs uuid[]) returns int
language plpgsql security definer set search_path = pg_catalog as $$
declare forgotten int; more int;
begin
  delete from routing.token t where t.tenant_id = routing.own_tenant(owner) and t.ref = any(refs);
  get diagnostics forgotten = row_count;
  delete from routing.paced_call c where c.tenant_id = owner and c.lead_id = any(refs);
  get diagnostics more = row_count;
  return forgotten + more;
end $$;
`;
