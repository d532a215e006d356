import { patched } from '@temporalio/workflow';
import type { Fact, FactKind } from '../../schema/contracts/facts.ts';
import type { JourneyState, Step } from '../../schema/contracts/journey.ts';
import type { Move } from './journey.ts';

/** What a step does about a fact that concerns it: go somewhere, or plan anew whatever it sleeps on. */
type Claim = (state: JourneyState, fact: Fact) => Move | 'replan' | undefined;

const plansAnew: Claim = () => 'replan';
const callsAgain: Claim = (_, { ref }) => ({
  to: 'call',
  because: 'formSubmitted',
  cause: { kind: 'fact', id: ref },
});
const rests: Claim = () => ({ to: 'rest', because: 'messageReceived' });
const attends: Claim = ({ appointment }, { ref }) => {
  // heard while the appointment was brought up to date, which saw the change and has left it: there is nothing to attend
  // to. Runs from before this was told apart went there and came to rest, so that whatever was offered was given up.
  if (!appointment && patched('seenToMeanwhile')) return undefined;
  return { to: 'attend', because: 'appointmentChanged', cause: { kind: 'appointment', id: ref } };
};

const arrangesAnew: Claim = ({ appointment }) => {
  if (appointment) appointment.arranged = 0;
  return 'replan';
};

/** Which facts interrupt which step. What a waiting step does not claim is only kept, see `keep`. */
export const interrupts: Record<Step, Partial<Record<FactKind, Claim>>> = {
  intake: {},
  call: { leadChanged: plansAnew, appointmentChanged: attends },
  summarise: {},
  schedule: { formSubmitted: callsAgain, leadChanged: plansAnew, appointmentChanged: attends },
  attend: { appointmentChanged: arrangesAnew },
  followUp: {
    formSubmitted: callsAgain,
    messageReceived: rests,
    leadChanged: plansAnew,
    appointmentChanged: attends,
  },
  rest: { formSubmitted: callsAgain, appointmentChanged: attends },
  // what arrives while the last effects end would be lost with the run; who opted out gets an answer at most
  closed: {
    formSubmitted: callsAgain,
    messageReceived: (state, fact) => (state.optedOut ? undefined : rests(state, fact)),
    approvalDecided: (state, fact) => (state.optedOut ? undefined : rests(state, fact)),
  },
};

const endsRemembered = 8;

/** What every step keeps of a fact: the default handlers. */
export const keep: Record<FactKind, (state: JourneyState, fact: Fact) => void> = {
  formSubmitted: (state, { ref }) => {
    if (state.step === 'intake') state.startedBy = { kind: 'fact', id: ref };
  },
  messageReceived: (state, { ref, seq }) => {
    state.unanswered = { messageId: ref, seq };
    state.startedBy ??= { kind: 'message', id: ref };
  },
  callReceived: (state, { ref }) => {
    state.incoming = ref;
    state.startedBy ??= { kind: 'call', id: ref };
  },
  callEnded: (state, { ref }) => {
    if (!state.ended.includes(ref)) state.ended = [...state.ended, ref].slice(-endsRemembered);
  },
  appointmentChanged: (state, { ref }) => {
    const known = state.appointment?.id === ref ? state.appointment.v : 1;
    // version 0 is arranged again: the answer brings the version that the rows have by now
    state.appointment = { id: ref, v: known, arranged: 0 };
  },
  optedOut: (state) => {
    state.optedOut = true;
  },
  leadChanged: () => {},
  erased: (state) => {
    state.erased = true;
    // what was to be sent, whoever has approved it, is not
    delete state.drafts;
  },
  absorbed: (state, { ref }) => {
    state.absorbed = ref;
  },
  inherited: (state, { ref }) => {
    state.inherits = [...(state.inherits ?? []), ref];
    // a lead that had closed is open again for what it takes over
    state.startedBy ??= { kind: 'merge', id: ref };
  },
  // the command that it names is sent again and finds this run: all that is needed is that there is one
  approvalDecided: (state, { ref }) => {
    state.startedBy ??= { kind: 'command', id: ref };
  },
};

/** A live call and the summary of a call finish first; the first fact says where an intake leads to. */
export function mayBeLeft({ step, call }: JourneyState): boolean {
  return step !== 'intake' && step !== 'summarise' && !(step === 'call' && call !== undefined);
}
