import type { NotNow, Step } from '../../schema/contracts/journey.ts';

/**
 * Whether somebody may be contacted: now, at an instant, not until something changes, or never and where the journey
 * goes instead. `reason` is a code that people can be shown, `rule` names the rule that spoke.
 */
export type Verdict =
  | { kind: 'allowed'; reason: string; rule: string }
  | { kind: 'at'; at: string; reason: string; rule: string }
  | { kind: 'wait'; reason: string; rule: string }
  | { kind: 'never'; to: Step; reason: string; rule: string };

/** A verdict that is no permission, in the words of the journey. */
export const notNow = (verdict: Exclude<Verdict, { kind: 'allowed' }>): NotNow => {
  const because = verdict.reason;
  if (verdict.kind === 'at') return { kind: 'at', at: verdict.at, because };
  if (verdict.kind === 'wait') return { kind: 'wait', because };
  return { kind: 'never', because, to: verdict.to };
};
