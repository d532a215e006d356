import type { CallOutcome } from '../../contracts/calls.ts';
import type { SuppressionScope } from '../../contracts/suppression.ts';
import { CallAttempt } from '../calls/entities.ts';
import type { Tx } from '../database.ts';
import { keyedHash } from '../secrets.ts';
import { LeadConsent, type LeadRow, Suppression } from './entities.ts';
import { leadFamily } from './lead-family.ts';

/** What our rows know about contacting a lead: the inputs of a decision, without names, numbers or addresses. */
export interface ContactFacts {
  hasPhone: boolean;
  hasEmail: boolean;
  phoneCountry: string | null;
  timeZone: string | null;
  consentGiven: boolean;
  phoneSuppressed: boolean;
  emailSuppressed: boolean;
  /** the lead wants no e-mail that they did not ask for */
  marketingStopped: boolean;
  optedOut: boolean;
  paused: boolean;
  callOpen: boolean;
  /** attempts that reached the vendor, newest first */
  attempts: { placedAt: string; outcome: CallOutcome | null; endedAt: string | null }[];
}

/** Reads the facts in the transaction that decides; the lead is locked by it. */
export const contactFacts = async (
  tx: Tx,
  lead: LeadRow,
  linkSecret: string,
  exceptAttempt?: string,
): Promise<ContactFacts> => {
  const family = await leadFamily(tx, lead.id);
  const hashes = [lead.phone, lead.email].flatMap((value) => (value ? [keyedHash(linkSecret, value)] : []));
  const suppressed = await tx.find(
    Suppression,
    { valueHash: { $in: hashes }, liftedAt: null },
    { fields: ['kind', 'scope'] },
  );
  const isSuppressed = (wanted: 'phone' | 'email', scope: SuppressionScope): boolean =>
    suppressed.some((one) => one.kind === wanted && one.scope === scope);
  const attempts = await tx.find(
    CallAttempt,
    { leadId: { $in: family } },
    { orderBy: { createdAt: 'desc' }, limit: 50 },
  );
  return {
    hasPhone: Boolean(lead.phone),
    hasEmail: Boolean(lead.email),
    phoneCountry: lead.phoneCountry ?? null,
    timeZone: lead.timeZone ?? null,
    consentGiven: await consentGiven(tx, family),
    phoneSuppressed: isSuppressed('phone', 'all'),
    emailSuppressed: isSuppressed('email', 'all'),
    marketingStopped: isSuppressed('email', 'marketing'),
    optedOut: Boolean(lead.optedOutAt),
    paused: Boolean(lead.pausedAt),
    callOpen: attempts.some((attempt) => !attempt.endedAt && attempt.id !== exceptAttempt),
    attempts: attempts
      .filter((attempt) => attempt.placedAt && attempt.id !== exceptAttempt)
      .map(({ placedAt, createdAt, outcome, endedAt }) => ({
        placedAt: (placedAt ?? createdAt).toISOString(),
        outcome: outcome ?? null,
        endedAt: endedAt?.toISOString() ?? null,
      })),
  };
};

/** Consent is kept by the way in that it was given on: of leads that were merged each newest word counts, the stricter wins. */
const consentGiven = async (tx: Tx, family: string[]): Promise<boolean> => {
  const rows = await tx.find(
    LeadConsent,
    { leadId: { $in: family }, about: 'contact' },
    { orderBy: { givenAt: 'desc' }, fields: ['leadId', 'given'] },
  );
  const newest = new Map(rows.toReversed().map(({ leadId, given }) => [leadId, given]));
  return newest.size > 0 && [...newest.values()].every((given) => given);
};
