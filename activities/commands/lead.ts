import { writtenTime } from '../../domain/appointments/spoken-time.ts';
import { decideCall } from '../../domain/contact/decide-call.ts';
import { mayChangeStatus } from '../../domain/leads/status.ts';
import { type LeadStatus, leadStatuses } from '../../schema/contracts/journey.ts';
import { cancelAhead } from '../../schema/database/appointments/cancel-appointment.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { recordOptOut } from '../../schema/database/leads/opt-out.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { callInputs } from '../calls/call-facts.ts';
import { endUnplacedCall } from '../calls/end-unplaced-call.ts';
import { keepCallDecision } from '../calls/keep-decision.ts';
import { type CommandHandler, type CommandScene, done, refused } from './handler.ts';

const tell = (
  { tx, lead, actor, cause }: CommandScene,
  kind: string,
  details: Record<string, unknown> = {},
) => addToTimeline(tx, { tenantId: lead.tenantId, leadId: lead.id, kind, details, actor, causedBy: cause });

/** Plans a call for now or for an instant. Whether it may be placed is decided again when it is its time. */
export const requestCall: CommandHandler<'requestCall'> = async (scene, { at }) => {
  const { tx, lead, tenant, cause, linkSecret } = scene;
  const inputs = await callInputs(tx, lead, tenant, linkSecret, { cause });
  // a lead in a call may ask to be called again: that one is over by then
  const asked = { ...inputs, callOpen: false, paused: false, asked: { ...inputs.asked, at } };
  const verdict = decideCall(asked);
  await keepCallDecision(tx, { tenant, leadId: lead.id, causedBy: cause }, verdict, asked);
  if (verdict.kind === 'never')
    return refused('callRefused', `This lead may not be called: ${verdict.reason}.`);
  await endUnplacedCall(tx, lead.id, null);
  const open = await tx.findOne(
    CallAttempt,
    { leadId: { $in: await leadFamily(tx, lead.id) }, endedAt: null },
    { refresh: true },
  );
  if (open && !at) return refused('callRunning', 'A call to this lead is running.');
  if (open) await tx.nativeUpdate(CallAttempt, { id: open.id }, { callbackAt: at ? new Date(at) : null });
  const when = verdict.kind === 'at' ? verdict.at : null;
  await tell(scene, 'callRequested', { at: when });
  const { timeZone, language } = tenant.settings.profile;
  const text = when
    ? `A call is planned for ${writtenTime(when, timeZone, language)}.`
    : 'A call is being placed.';
  return done('callPlanned', text, { callCause: cause, goto: 'call' });
};

export const changeStatus: CommandHandler<'changeStatus'> = async (scene, { status, reason }) => {
  const { tx, lead, actor, cause } = scene;
  const wanted = leadStatuses.find((known) => known === status);
  if (!wanted) return refused('statusUnknown', `Unknown status; expected one of ${leadStatuses.join(', ')}.`);
  if (!mayChangeStatus(lead.status as LeadStatus, wanted))
    return refused('statusUnknown', `A lead cannot change from ${lead.status} to ${wanted}.`);
  const changed = await changeLeadStatus(tx, lead, {
    status: wanted,
    reason: reason ?? 'asked',
    actor,
    causedBy: cause,
  });
  return changed
    ? done('statusChanged', `The status is now ${wanted}.`, { status: wanted, replan: true })
    : done('nothingToDo', `The status is ${wanted} already.`);
};

export const pause: CommandHandler<'pause'> = async (scene) => {
  const { tx, lead, now } = scene;
  if (lead.pausedAt) return done('nothingToDo', 'Paused already.', { paused: true });
  await tx.nativeUpdate(Lead, { id: lead.id }, { pausedAt: now });
  await tell(scene, 'paused');
  return done('paused', 'Paused: no calls, follow-ups or offers until it is resumed.', {
    paused: true,
    replan: true,
  });
};

export const resume: CommandHandler<'resume'> = async (scene) => {
  const { tx, lead } = scene;
  if (!lead.pausedAt) return done('nothingToDo', 'Not paused.', { paused: false });
  await tx.nativeUpdate(Lead, { id: lead.id }, { pausedAt: null });
  await tell(scene, 'resumed');
  return done('resumed', 'Resumed.', { paused: false, replan: true });
};

/** Written already when the command was accepted; once more here changes nothing. */
export const optOut: CommandHandler<'optOut'> = async ({ tx, lead, cause, actor, linkSecret }) => {
  await recordOptOut(tx, lead, { causedBy: cause, actor, linkSecret });
  return done('optedOut', 'Noted: this person is not contacted again.', {
    optedOut: true,
    status: 'opted_out',
  });
};

export const close: CommandHandler<'close'> = async (scene, { reason }) => {
  const { tx, lead, actor, cause } = scene;
  await tell(scene, 'closeAsked', { reason });
  // nobody attends to the appointment of a closed journey
  await cancelAhead(tx, lead, { reason: 'journeyClosed', actor, causedBy: cause });
  return done('closed', 'The journey is closed.', {
    closing: 'closedByHand',
    goto: 'closed',
    status: lead.status,
  });
};
