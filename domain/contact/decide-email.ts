import type { Verdict } from './verdict.ts';

/** What an e-mail to a lead is for. */
export type EmailPurpose =
  | 'welcome'
  | 'summary'
  | 'offer'
  | 'appointment'
  | 'reminder'
  | 'followUp'
  | 'reply';

/** Everything an e-mail to a lead is decided from. Stored with the decision as it is. */
export interface EmailInputs {
  now: string;
  purpose: EmailPurpose;
  hasEmail: boolean;
  consentNeeded: boolean;
  consentGiven: boolean;
  emailSuppressed: boolean;
  /** the lead wants no e-mail that they did not ask for */
  marketingStopped: boolean;
  optedOut: boolean;
  paused: boolean;
}

// who wrote to us may be answered, and who booked a meeting is told of it, whatever stands still otherwise
const goesOnPaused: readonly EmailPurpose[] = ['welcome', 'summary', 'appointment', 'reminder', 'reply'];

/** What nobody asked for: it carries the one-click unsubscribe, and stops by it. */
export const isMarketing = (purpose: EmailPurpose): boolean => marketing.includes(purpose);

const marketing: readonly EmailPurpose[] = ['welcome', 'offer', 'followUp'];

/** Whether this e-mail may be sent to the lead now. */
export const decideEmail = (inputs: EmailInputs): Verdict => {
  if (inputs.optedOut) return { kind: 'never', to: 'closed', reason: 'optedOut', rule: 'contact.optOut' };
  if (!inputs.hasEmail) return { kind: 'never', to: 'rest', reason: 'noEmail', rule: 'email.address' };
  if (inputs.emailSuppressed)
    return { kind: 'never', to: 'rest', reason: 'addressSuppressed', rule: 'contact.suppression' };
  if (inputs.marketingStopped && isMarketing(inputs.purpose))
    return { kind: 'never', to: 'rest', reason: 'unsubscribed', rule: 'email.unsubscribed' };
  if (inputs.consentNeeded && !inputs.consentGiven && inputs.purpose !== 'reply')
    return { kind: 'never', to: 'rest', reason: 'consentMissing', rule: 'email.consent' };
  if (inputs.paused && !goesOnPaused.includes(inputs.purpose))
    return { kind: 'wait', reason: 'paused', rule: 'contact.pause' };
  return { kind: 'allowed', reason: 'allowed', rule: 'email.allowed' };
};
