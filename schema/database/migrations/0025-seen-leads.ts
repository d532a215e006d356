import { Migration } from '@mikro-orm/migrations';

/** What hangs on a lead is for whoever sees the lead: policies that bind agents who see only some of them. */
export class Migration0025 extends Migration {
  override up(): void {
    this.addSql(role);
    this.addSql(root);
    this.addSql(lead);
    for (const [table, column, parent] of hanging) this.addSql(seen(table, of(table, column, parent)));
    for (const table of perhapsOfLead)
      this.addSql(seen(table, `lead_id is null or ${of(table, 'lead_id', 'lead')}`));
    this.addSql(ofBoth);
    this.addSql(ofAction);
    this.addSql(ofAsker);
  }
}

// policies for a role cost those who do not take it nothing, not even while their statements are planned
const role = /* sql */ `
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'leadline_agent') then create role leadline_agent nologin; end if;
end $$;
`;

// the policies do not bind the owner, as which it runs: a lead that was merged is whose the remaining one is
const root = /* sql */ `
create function routing.sees_root(wanted uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  with recursive up as (
    select id, merged_into, assigned_to from public.lead where id = wanted
    union all
    select l.id, l.merged_into, l.assigned_to from up join public.lead l on l.id = up.merged_into
  )
  select exists (
    select 1 from up
    where merged_into is null and (assigned_to is null or assigned_to = current_setting('app.agent', true))
  )
$$;
`;

const seen = (table: string, condition: string): string =>
  `create policy "seen" on "${table}" as restrictive to leadline_agent using (${condition}) with check (${condition});`;
const of = (table: string, column: string, parent: string): string =>
  `exists (select 1 from ${parent} p where p.id = ${table}.${column})`;

const lead = seen(
  'lead',
  `case when merged_into is null then assigned_to is null or assigned_to = current_setting('app.agent', true) else routing.sees_root(merged_into) end`,
);

const ofLead = [
  ...[
    'appointment',
    'appointment_version',
    'bulk_item',
    'call_attempt',
    'command',
    'decision',
    'draft',
    'erasure',
  ],
  ...['hand_over', 'lead_consent', 'lead_fact', 'lead_identity', 'lead_note', 'message'],
  ...['staff_note', 'timeline_event', 'voicemail'],
];
const hanging: [table: string, column: string, parent: string][] = [
  ...ofLead.map((table): [string, string, string] => [table, 'lead_id', 'lead']),
  ['lead_merge', 'into_id', 'lead'],
  ['call_event', 'attempt_id', 'call_attempt'],
  ['call_turn', 'attempt_id', 'call_attempt'],
  ['recording', 'attempt_id', 'call_attempt'],
  ['email_event', 'email_id', 'email'],
  ['appointment_reminder', 'appointment_id', 'appointment'],
];
const perhapsOfLead = [
  ...['audit_entry', 'email', 'inbound_event', 'lead_import_row', 'model_call', 'outbound', 'suppression'],
] as const;

const ofBoth = seen(
  'merge_proposal',
  `${of('merge_proposal', 'lead_id', 'lead')} and exists (select 1 from lead q where q.id = merge_proposal.other_lead_id)`,
);
const ofAction = seen(
  'email_tracking',
  'exists (select 1 from outbound p where p.key = email_tracking.outbound_key)',
);
const ofAsker = seen(
  'bulk_command',
  `actor_kind = 'staff' and actor_id = current_setting('app.agent', true)`,
);
