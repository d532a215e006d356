import { decideEmail, type EmailInputs } from './decide-email.ts';
import type { Verdict } from './verdict.ts';

/** Where a cadence of follow-ups stands. */
export interface CadenceFacts {
  /** what the cadence counts from: the end of a call, an offer or a meeting */
  since: string;
  /** when the next one is due; null after the last */
  dueAt: string | null;
  /** the first sign of life of the lead since then: a message, a call of theirs, a talk */
  repliedAt: string | null;
  /** an appointment lies ahead */
  booked: boolean;
  /** staff closed the journey meanwhile */
  closing: boolean;
}

/** Everything a follow-up is decided from. Stored with the decision as it is. */
export interface FollowUpInputs extends EmailInputs {
  cadence: CadenceFacts;
}

/**
 * Whether the next follow-up may be sent now. A reply that is stored stops the cadence, and so does a booking, whatever
 * the journey has heard of it by then.
 */
export const decideFollowUp = (inputs: FollowUpInputs): Verdict => {
  const { cadence, now } = inputs;
  const email = decideEmail(inputs);
  if (email.kind === 'never') return email;
  const stopped = whyStopped(cadence);
  if (stopped) return { kind: 'never', to: 'rest', reason: stopped, rule: 'followUp.stops' };
  if (cadence.dueAt === null)
    return { kind: 'never', to: 'rest', reason: 'cadenceEnded', rule: 'followUp.cadence' };
  if (email.kind !== 'wait' && Date.parse(cadence.dueAt) > Date.parse(now))
    return { kind: 'at', at: cadence.dueAt, reason: 'followUp', rule: 'followUp.cadence' };
  return email;
};

const whyStopped = ({ repliedAt, booked, closing }: CadenceFacts): string | null => {
  if (repliedAt) return 'replied';
  if (booked) return 'booked';
  return closing ? 'closedByHand' : null;
};
