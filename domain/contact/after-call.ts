import type { CallOutcome } from '../../schema/contracts/calls.ts';
import type { Onward } from '../../schema/contracts/journey.ts';
import type { CallInputs } from './call-inputs.ts';
import { decideCall } from './decide-call.ts';

type Settled = Exclude<CallOutcome, 'noAnswer' | 'busy' | 'failed' | 'voicemail' | 'screened' | 'skipped'>;

const settled: Record<Settled, Onward> = {
  answered: { kind: 'onward', to: 'summarise', because: 'answered' },
  declined: { kind: 'onward', to: 'followUp', because: 'declined' },
  wrongNumber: { kind: 'onward', to: 'closed', because: 'wrongNumber', status: 'lost' },
  fax: { kind: 'onward', to: 'followUp', because: 'fax' },
  optedOut: { kind: 'onward', to: 'closed', because: 'optedOut', status: 'opted_out' },
};

const isSettled = (outcome: CallOutcome): outcome is Settled => Object.hasOwn(settled, outcome);

/**
 * Where a call that has ended leads to. A lead who was not reached is called again as the ladder and the hours allow;
 * a ladder at its end means unreachable. `inputs` describe the time after the call, with it among the attempts and
 * without the request that it answered.
 */
export const afterCall = (outcome: CallOutcome, inputs: CallInputs): Onward => {
  if (isSettled(outcome)) return settled[outcome];
  const verdict = decideCall(inputs);
  if (verdict.kind === 'never') {
    const onward: Onward = { kind: 'onward', to: verdict.to, because: verdict.reason };
    if (verdict.reason === 'ladderExhausted') return { ...onward, status: 'unreachable' };
    return verdict.reason === 'optedOut' ? { ...onward, status: 'opted_out' } : onward;
  }
  if (verdict.kind === 'at') return { kind: 'onward', to: 'call', because: outcome, at: verdict.at };
  return { kind: 'onward', to: 'call', because: verdict.kind === 'wait' ? verdict.reason : outcome };
};
