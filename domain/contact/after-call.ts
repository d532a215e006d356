import type { CallOutcome } from '../../schema/contracts/calls.ts';
import type { Onward } from '../../schema/contracts/journey.ts';
import type { LeadStatus } from '../../schema/contracts/steps.ts';
import type { CallInputs } from './call-inputs.ts';
import { decideCall } from './decide-call.ts';

type Settled = Extract<CallOutcome, 'answered' | 'optedOut'>;

const settled: Record<Settled, Onward> = {
  answered: { kind: 'onward', to: 'summarise', because: 'answered' },
  optedOut: { kind: 'onward', to: 'closed', because: 'optedOut', status: 'opted_out' },
};

/** Whether the outcome alone says where the lead goes: whether to call again is no question then. */
export const isSettled = (outcome: CallOutcome): outcome is Settled => Object.hasOwn(settled, outcome);

const statusWhenOver: Partial<Record<string, LeadStatus>> = {
  ladderExhausted: 'unreachable',
  totalCap: 'unreachable',
  optedOut: 'opted_out',
};

const statusWithoutNumber: Partial<Record<CallOutcome, LeadStatus>> = {
  wrongNumber: 'lost',
  fax: 'unreachable',
};

/**
 * Where a call that has ended leads to. Its outcome's delays say when a lead is called again, within the hours and caps;
 * a ladder at its end means unreachable. A wrong number or a fax leaves only writing: without that there is nothing left
 * to do. `inputs` describe the time after the call: it is among the attempts, the request that it answered is gone, and
 * a number that it proved useless is barred.
 */
export const afterCall = (outcome: CallOutcome, inputs: CallInputs, mayWrite: boolean): Onward => {
  if (isSettled(outcome)) return settled[outcome];
  const verdict = decideCall(inputs);
  if (verdict.kind === 'never') {
    const numberless = mayWrite ? undefined : statusWithoutNumber[outcome];
    const status = numberless ?? statusWhenOver[verdict.reason];
    const to = numberless ? 'closed' : verdict.to;
    return { kind: 'onward', to, because: verdict.reason, ...(status && { status }) };
  }
  if (verdict.kind === 'at') return { kind: 'onward', to: 'call', because: outcome, at: verdict.at };
  return { kind: 'onward', to: 'call', because: verdict.kind === 'wait' ? verdict.reason : outcome };
};
