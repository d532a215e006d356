import { patched } from '@temporalio/workflow';
import { inWords } from '../../domain/leads/journey-words.ts';
import type { CommandEffect, CommandNote, CommandOutcome } from '../../schema/contracts/commands.ts';
import { type LeadStatus, leadStatuses, type StampedLead } from '../../schema/contracts/journey.ts';
import { effects } from './activities.ts';
import { takeDecision } from './drafts.ts';
import { beside, inRows, stamped } from './effects.ts';
import { type Journey, replan } from './journey.ts';
import { log } from './log.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Synchronous: the SDK would take the promise of an asynchronous one for consent. */
export function checkCommand(note: CommandNote): void {
  if (!uuid.test(note?.commandId)) throw new Error('Command.InvalidId');
}

/** Serves commands one after the other, in the order in which they came: the rows and the state change alike. */
export function commandQueue(journey: Journey): (note: CommandNote) => Promise<CommandOutcome> {
  let last: Promise<unknown> = Promise.resolve();
  return (note) => {
    const answer = last.then(() => serve(journey, note));
    last = answer.catch(() => undefined);
    return answer;
  };
}

const servedRemembered = 16;

async function serve(journey: Journey, { commandId }: CommandNote): Promise<CommandOutcome> {
  const { state } = journey;
  const { outcome, effect } = await inRows(
    journey,
    'applyCommand',
    () => ({ ...stampedForCommand(journey), commandId }),
    'apply command',
  );
  log(journey, `command: ${inWords(outcome.code)}${outcome.status === 'refused' ? ', refused' : ''}`);
  const served = state.served ?? [];
  if (outcome.status === 'refused' || served.includes(commandId)) return outcome;
  state.served = [...served, commandId].slice(-servedRemembered);
  applyEffect(journey, effect, commandId);
  return outcome;
}

/** A journey that is to close as soon as its call is over takes no more orders: it could not see to them. */
function stampedForCommand(journey: Journey): StampedLead {
  const { stamp, ...lead } = stamped(journey);
  const { closing, erased, optedOut } = journey.state;
  const isClosing = closing !== undefined || optedOut || erased;
  return { ...lead, stamp: { ...stamp, ...(isClosing && { step: 'closed' as const }) } };
}

function applyEffect(journey: Journey, effect: CommandEffect, commandId: string): void {
  const { state } = journey;
  if (effect.status && isLeadStatus(effect.status)) state.status = effect.status;
  if (effect.paused !== undefined) state.paused = effect.paused;
  if (effect.optedOut) state.optedOut = true;
  if (effect.closing) state.closing = effect.closing;
  if (effect.appointment) takeAppointment(journey, effect.appointment);
  if (effect.draft) takeDecision(journey, effect.draft);
  if (effect.replan || effect.appointment) replan(journey);
  if (effect.again)
    void beside(journey, effects.repeatAction, { actionId: effect.again }, 'do again what was in doubt');
  if (effect.goto) {
    const cause = effect.callCause ?? { kind: 'command', id: commandId };
    journey.wanted = { to: effect.goto, because: 'command', cause };
  }
}

/** The effect of a command that is applied a second time is no news. */
function takeAppointment(journey: Journey, { id, v }: { id: string; v: number }): void {
  const { state } = journey;
  const known = state.appointment;
  if (known?.id === id) {
    known.v = Math.max(known.v, v);
    return;
  }
  state.appointment = { id, v, arranged: 0 };
  // runs that forgot a cancellation over the next booking had no such activity
  if (known && known.arranged < known.v && patched('cancelledBeforeRebooked'))
    void beside(journey, effects.withdrawMeeting, { appointmentId: known.id }, 'withdraw a meeting');
}

const isLeadStatus = (word: string): word is LeadStatus => leadStatuses.some((status) => status === word);
