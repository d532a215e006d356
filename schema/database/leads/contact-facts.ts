import type { ContactFacts } from '../../contracts/contact.ts';
import { startingFacts } from '../../contracts/facts.ts';
import type { SuppressionReason } from '../../contracts/suppression.ts';
import { CallAttempt } from '../calls/entities.ts';
import type { Tx } from '../database.ts';
import { Email } from '../emails/entities.ts';
import { keyedHash } from '../secrets.ts';
import { DoNotCall, LeadConsent, LeadFact, type LeadRow, Suppression, TimelineEvent } from './entities.ts';
import { leadFamily } from './lead-family.ts';

const twoDaysMs = 2 * 86_400_000;

/** Reads the facts in the transaction that decides; the lead is locked by it. */
export const contactFacts = async (
  tx: Tx,
  lead: LeadRow,
  linkSecret: string,
  exceptAttempt?: string,
): Promise<ContactFacts> => {
  const family = await leadFamily(tx, lead.id);
  const attempts = await tx.find(
    CallAttempt,
    { leadId: { $in: family } },
    { orderBy: { createdAt: 'desc' }, limit: 50 },
  );
  return {
    hasPhone: Boolean(lead.phone),
    hasEmail: Boolean(lead.email),
    timeZone: lead.timeZone ?? null,
    consentGiven: await consentGiven(tx, family),
    ...(await bars(tx, lead, linkSecret)),
    optedOut: Boolean(lead.optedOutAt),
    ended: await endedSince(tx, lead),
    paused: Boolean(lead.pausedAt),
    callOpen: attempts.some((attempt) => !attempt.endedAt && attempt.id !== exceptAttempt),
    attempts: attempts
      .filter((attempt) => attempt.placedAt && attempt.id !== exceptAttempt)
      .map(({ placedAt, createdAt, outcome, endedAt }) => ({
        placedAt: (placedAt ?? createdAt).toISOString(),
        outcome: outcome ?? null,
        endedAt: endedAt?.toISOString() ?? null,
      })),
    enquiredAt: await enquiredAt(tx, lead, family),
    emailsSentAt: await emailsSentAt(tx, family),
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

const enquiredAt = async (tx: Tx, lead: LeadRow, family: string[]): Promise<string> => {
  const [started] = await tx.find(
    LeadFact,
    { leadId: { $in: family }, kind: { $in: [...startingFacts] } },
    { orderBy: { createdAt: 'desc' }, limit: 1, fields: ['createdAt'] },
  );
  return (started?.createdAt ?? lead.createdAt).toISOString();
};

/**
 * What counts for the day's cap: every e-mail that the lead finds in the inbox, also of what they booked, but no answer. Only
 * what nobody waits for keeps the cap, so a full day puts off a follow-up and nothing else, and a talk by e-mail fills none.
 */
const emailsSentAt = async (tx: Tx, family: string[]): Promise<string[]> => {
  const since = new Date(Date.now() - twoDaysMs);
  const emails = await tx.find(
    Email,
    { leadId: { $in: family }, recipientKind: 'lead', template: { $ne: 'reply' }, createdAt: { $gt: since } },
    { fields: ['createdAt'] },
  );
  return emails.map(({ createdAt }) => createdAt.toISOString());
};

const bars = async (
  tx: Tx,
  { phone, email }: LeadRow,
  linkSecret: string,
): Promise<Pick<ContactFacts, 'phoneBar' | 'addressBar' | 'marketingStopped'>> => {
  const hashes = [phone, email].flatMap((value) => (value ? [keyedHash(linkSecret, value)] : []));
  const suppressed = await tx.find(
    Suppression,
    { valueHash: { $in: hashes }, liftedAt: null },
    { fields: ['kind', 'scope', 'reason'] },
  );
  const reasonOf = (kind: 'phone' | 'email'): SuppressionReason | null =>
    suppressed.find((row) => row.kind === kind && row.scope === 'all')?.reason ?? null;
  const listed = phone ? await tx.count(DoNotCall, { number: phone, removedAt: null }) : 0;
  return {
    phoneBar: reasonOf('phone') ?? (listed > 0 ? 'doNotCall' : null),
    addressBar: reasonOf('email'),
    marketingStopped: suppressed.some(({ kind, scope }) => kind === 'email' && scope === 'marketing'),
  };
};

const endedSince = async (tx: Tx, lead: LeadRow): Promise<ContactFacts['ended']> => {
  const { status } = lead;
  if (status !== 'lost' && status !== 'converted') return null;
  const [changed] = await tx.find(
    TimelineEvent,
    { leadId: lead.id, kind: 'statusChanged' },
    { orderBy: { at: 'desc' }, limit: 1, fields: ['at'] },
  );
  return { status, since: (changed?.at ?? lead.createdAt).toISOString() };
};
