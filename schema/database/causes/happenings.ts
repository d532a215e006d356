// What can be a link of a chain of causes: one entry per table, each a piece of SQL over the row `h`.

/** The tables whose rows have causes or are causes, by the word for what such a row is. */
export interface Happening {
  from: string;
  /** when it happened; as it is called when left out */
  at?: string;
  lead?: string;
  /** what it names as its cause; null: it has none, and is where a chain begins */
  cause?: string;
  /** the row that it came from, where that is another than the one it names */
  next?: string;
  /** the decision that it was done by */
  decision?: string;
  /** what a sentence about it is made of: codes, numbers, instants, keys, and the reason that staff gave; nothing else that people wrote */
  words: string;
}

const isUuid = (text: string): string => `${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;
const asUuid = (text: string): string => `case when ${isUuid(text)} then (${text})::uuid end`;
const causeId = asUuid(`h.caused_by->>'id'`);

/** The name behind `staff:<key>`, or behind a bare key. */
const nameOf = (key: string): string =>
  `(select u.name from staff_user u where u.staff_key = regexp_replace(${key}, '^staff:', ''))`;

/** The draft behind a reply, which knows who wrote it and who let it go. */
const draftOf = (key: string): string =>
  `coalesce(case when ${key} like 'reply:%' then ${asUuid(`substr(${key}, 7)`)} end, ${causeId})`;

/** An earlier attempt that had the same reason: this one was made because that one reached nobody. */
const attemptBefore = `(
  select b.id from call_attempt b
  where b.lead_id in (select lead_family(h.lead_id)) and b.id < h.id and b.direction = 'outbound'
    and b.caused_by = h.caused_by
  order by b.id desc limit 1)`;

/** What was asked of many leads at once, where a command is one of those. */
const bulkOf = `(
  select i.bulk_id from bulk_item i
  where i.lead_id in (select lead_family(h.lead_id)) and i.command_id = h.id limit 1)`;

/** Who asked, and their name. */
const asker = `'actor', case when h.actor_kind in ('staff', 'key', 'superAdmin') then h.actor_kind || ':' || h.actor_id else h.actor_kind end,
  'actorName', case h.actor_kind when 'staff' then ${nameOf('h.actor_id')} end`;

/** The version of an appointment that was in force when what follows from it happened; `want.seen` is when that was. */
const versionThen = `appointment h join lateral (
  select v.* from appointment_version v where v.appointment_id = h.id
  order by v.created_at <= coalesce(want.seen, 'infinity') desc,
    case when v.created_at <= coalesce(want.seen, 'infinity') then v.v else -v.v end desc
  limit 1) v on true`;

const version = `jsonb_build_object('change', v.change, 'actor', v.changed_by, 'actorName', ${nameOf('v.changed_by')},
  'startsAt', v.starts_at, 'v', v.v)`;

export const happenings = {
  timelineEvent: {
    from: 'timeline_event h',
    at: 'h.at',
    // what staff did without a command of a journey has no cause but them
    next: `case when h.actor ~ '^(staff|key|superAdmin):' and h.caused_by->>'kind' = 'system' then null else ${causeId} end`,
    words: `jsonb_build_object('kind', h.kind, 'details', h.details, 'actor', h.actor, 'actorName', ${nameOf('h.actor')},
      'toName', ${nameOf(`h.details->>'to'`)})`,
  },
  email: {
    from: 'email h left join outbound o on o.id = h.outbound_id',
    next: draftOf('o.key'),
    decision: 'o.decision_id',
    words: `jsonb_build_object('template', h.template, 'to', h.recipient_kind, 'state', h.state)`,
  },
  action: {
    from: 'outbound h',
    next: draftOf('h.key'),
    decision: 'h.decision_id',
    words: `jsonb_build_object('kind', h.kind, 'state', h.state, 'reason', h.reason, 'vendor', h.vendor,
      'template', (select e.template from email e where e.outbound_id = h.id))`,
  },
  message: {
    from: 'message h left join outbound o on o.id = h.outbound_id',
    at: 'h.at',
    next: draftOf('o.key'),
    decision: 'o.decision_id',
    words: `jsonb_build_object('direction', h.direction, 'channel', h.channel, 'automatic', h.automatic)`,
  },
  draft: {
    from: 'draft h',
    words: `jsonb_build_object('kind', h.kind, 'state', h.state, 'actor', h.decided_by,
      'actorName', ${nameOf('h.decided_by')}, 'heldBecause', h.held_because)`,
  },
  call: {
    from: `call_attempt h left join outbound o on o.key = 'call:' || h.id`,
    at: 'coalesce(h.placed_at, h.created_at)',
    cause: `case when h.direction = 'outbound' then h.caused_by end`,
    next: `case when h.direction = 'outbound' then coalesce(${attemptBefore}, ${causeId}) end`,
    decision: 'o.decision_id',
    words: `jsonb_build_object('number', h.number, 'direction', h.direction, 'outcome', h.outcome,
      'placed', h.placed_at is not null, 'messageOnly', h.message_only)`,
  },
  appointment: {
    from: versionThen,
    at: 'v.created_at',
    cause: 'v.caused_by',
    next: asUuid(`v.caused_by->>'id'`),
    words: version,
  },
  appointmentVersion: {
    from: 'appointment_version v',
    at: 'v.created_at',
    lead: 'v.lead_id',
    cause: 'v.caused_by',
    next: asUuid(`v.caused_by->>'id'`),
    words: version,
  },
  command: {
    from: 'command h',
    cause: 'null::jsonb',
    // the model asks within a call, the system about an appointment; people have their own reasons, or asked many at once
    next: `case h.actor_kind when 'model' then ${asUuid('h.actor_id')}
      when 'system' then ${asUuid(`h.arguments->>'appointmentId'`)} else ${bulkOf} end`,
    words: `jsonb_build_object('name', h.name, 'state', h.state, ${asker})`,
  },
  bulkCommand: {
    from: 'bulk_command h',
    lead: 'null::uuid',
    cause: 'null::jsonb',
    next: 'null::uuid',
    words: `jsonb_build_object('name', h.name, 'total', h.total, ${asker})`,
  },
  decision: {
    from: 'decision h',
    decision: 'h.id',
    words: `jsonb_build_object('about', h.about, 'verdict', h.verdict, 'at', h.at, 'reason', h.reason)`,
  },
  staffNote: {
    from: 'staff_note h',
    words: `jsonb_build_object('kind', h.kind, 'actorName', coalesce(${nameOf('h.recipient')}, h.recipient), 'state', h.state)`,
  },
  consent: {
    from: 'lead_consent h',
    at: 'h.given_at',
    words: `jsonb_build_object('about', h.about, 'given', h.given)`,
  },
  suppression: {
    from: 'suppression h',
    words: `jsonb_build_object('kind', h.kind, 'scope', h.scope, 'reason', h.reason)`,
  },
  mergeProposal: { from: 'merge_proposal h', words: `jsonb_build_object('reason', h.reason)` },
  merge: { from: 'lead_merge h', lead: 'h.into_id', words: `jsonb_build_object('reason', h.reason)` },
  inboundEvent: {
    from: `inbound_event h left join lead_import i on h.vendor = 'import' and i.id = ${asUuid('h.account')}`,
    cause: 'null::jsonb',
    // a row of a file comes from the file, and from whoever sent it
    next: 'i.id',
    words: `jsonb_build_object('kind', h.kind, 'vendor', h.vendor, 'actor', i.started_by,
      'actorName', ${nameOf('i.started_by')})`,
  },
  leadImport: {
    from: 'lead_import h',
    lead: 'null::uuid',
    cause: 'null::jsonb',
    next: 'null::uuid',
    words: `jsonb_build_object('total', h.total, 'actor', h.uploaded_by, 'actorName', ${nameOf('h.uploaded_by')})`,
  },
  lead: {
    from: 'lead h left join lead_fact f on f.lead_id = h.id and f.seq = 1',
    lead: 'h.id',
    cause: 'f.caused_by',
    next: asUuid(`f.caused_by->>'id'`),
    words: `jsonb_build_object('source', h.source)`,
  },
  leadNote: {
    from: 'lead_note h',
    cause: 'null::jsonb',
    next: 'null::uuid',
    words: `jsonb_build_object('actor', h.written_by, 'actorName', ${nameOf('h.written_by')})`,
  },
  doNotCall: {
    from: 'do_not_call h',
    lead: 'null::uuid',
    cause: 'null::jsonb',
    next: 'null::uuid',
    words: `jsonb_build_object('actor', 'staff:' || h.added_by, 'actorName', ${nameOf('h.added_by')})`,
  },
  calendarWatch: {
    from: 'calendar_watch h',
    lead: 'null::uuid',
    cause: 'null::jsonb',
    next: 'null::uuid',
    words: `'{}'::jsonb`,
  },
} as const satisfies Record<string, Happening>;

export type HappeningKind = keyof typeof happenings;

/** One link by its id, whatever it is: `want` names it. */
export const happeningSql = Object.entries(happenings as Record<HappeningKind, Happening>)
  .map(([kind, { from, at, lead, cause, next, decision, words }]) => {
    const row = kind === 'appointmentVersion' ? 'v' : 'h';
    return `select '${kind}' as kind, ${row}.id, ${lead ?? 'h.lead_id'} as lead_id, ${at ?? 'h.created_at'} as at,
      ${cause ?? 'h.caused_by'} as cause, ${next ?? causeId} as next, ${decision ?? 'null::uuid'} as decision_id, ${words} as words
    from ${from} where ${row}.id = want.id`;
  })
  .join('\nunion all\n');
