import type { CommandName } from '../../contracts/commands.ts';
import type { Tx } from '../database.ts';
import type { CommandRow } from '../leads/entities.ts';
import { recordChange } from './record-change.ts';

/** What the log calls a command that was done. */
const actions: Record<CommandName, string> = {
  bookAppointment: 'appointmentBooked',
  rescheduleAppointment: 'appointmentMoved',
  cancelAppointment: 'appointmentCancelled',
  markNoShow: 'appointmentMarkedMissed',
  markCompleted: 'appointmentMarkedCompleted',
  requestCall: 'callRequested',
  changeStatus: 'statusChanged',
  pause: 'journeyPaused',
  resume: 'journeyResumed',
  optOut: 'optedOut',
  close: 'journeyClosed',
  assign: 'leadAssigned',
  merge: 'leadsMerged',
  decideDraft: 'draftDecided',
  sendReply: 'replyWritten',
  settleUnknown: 'actionSettled',
  rejectMerge: 'mergeRejected',
};

/** The model and the system do not answer for what they do: their decisions and the timeline tell of them. */
const answerable: readonly string[] = ['staff', 'key', 'superAdmin', 'lead'];

/**
 * Does what a command asks for and writes it into the audit log, in the same transaction: the columns of the lead, its
 * appointments, its drafts and whatever the command names, as they were and as they are. A command that was refused, or
 * that found everything done, is no change; its row tells of it.
 */
export const auditingCommand = async <Answer extends { state?: string; code?: string }>(
  tx: Tx,
  command: CommandRow,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  if (!answerable.includes(command.actorKind)) return work();
  const before = await rowsSeen(tx, command);
  const answer = await work();
  if (answer.state === 'refused' || answer.code === 'nothingToDo') return answer;
  const changed = changedColumns(before, await rowsSeen(tx, command));
  const { tenantId, leadId, id: commandId, actorKind, actorId, name } = command;
  await recordChange(tx, {
    ...{ tenantId, leadId, commandId, ...changed },
    actor: { kind: actorKind, id: actorId },
    action: actions[name],
    subject: { kind: 'Lead', id: leadId },
  });
  return answer;
};

/** Columns by the kind of row and its id. */
type Seen = Record<string, Record<string, Record<string, unknown>> | null>;

const rowsSeen = async (tx: Tx, { leadId, arguments: args }: CommandRow): Promise<Seen> => {
  const { otherLeadId, actionId, proposalId } = args as Record<string, string | undefined>;
  const [row] = await tx.execute<{ seen: Seen }[]>(seenSql, [
    [leadId, ...(otherLeadId ? [otherLeadId] : [])],
    ...[leadId, leadId, leadId, actionId ?? null, proposalId ?? null],
  ]);
  return row?.seen ?? {};
};

const seenSql = /* sql */ `select jsonb_build_object(
  'Lead', (select jsonb_object_agg(id, jsonb_build_object('status', status, 'assignedTo', assigned_to,
      'pausedAt', paused_at, 'optedOutAt', opted_out_at, 'mergedInto', merged_into))
    from lead where id = any(array[?]::uuid[])),
  'Appointment', (select jsonb_object_agg(id, jsonb_build_object('state', state, 'startsAt', starts_at, 'staffKey', staff_key))
    from appointment where lead_id in (select lead_family(?::uuid))),
  'Draft', (select jsonb_object_agg(id, jsonb_build_object('state', state, 'text', text, 'editedText', edited_text))
    from draft where lead_id in (select lead_family(?::uuid))),
  'Call', (select jsonb_object_agg(id, jsonb_build_object('state', state, 'outcome', outcome, 'callbackAt', callback_at))
    from call_attempt where lead_id in (select lead_family(?::uuid))),
  'OutboundAction', (select jsonb_object_agg(id, jsonb_build_object('state', state, 'vendorId', vendor_id))
    from outbound where id = ?::uuid),
  'MergeProposal', (select jsonb_object_agg(id, jsonb_build_object('state', state))
    from merge_proposal where id = ?::uuid)) as seen`;

const changedColumns = (was: Seen, is: Seen): { before: Seen; after: Seen } => {
  const [before, after]: [Seen, Seen] = [{}, {}];
  for (const kind of Object.keys(is))
    for (const id of new Set([...Object.keys(was[kind] ?? {}), ...Object.keys(is[kind] ?? {})])) {
      const [old, now] = [was[kind]?.[id] ?? {}, is[kind]?.[id] ?? {}];
      const changed = Object.keys({ ...old, ...now }).filter((name) => old[name] !== now[name]);
      if (changed.length === 0) continue;
      keep(before, { kind, id, columns: old, changed });
      keep(after, { kind, id, columns: now, changed });
    }
  return { before, after };
};

const keep = (
  into: Seen,
  row: { kind: string; id: string; columns: Record<string, unknown>; changed: string[] },
): void => {
  const { kind, id, columns, changed } = row;
  const kept = Object.fromEntries(
    changed.flatMap((name) => (name in columns ? [[name, columns[name]]] : [])),
  );
  if (Object.keys(kept).length > 0) into[kind] = { ...into[kind], [id]: kept };
};
