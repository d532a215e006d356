import type { Tx } from '../database.ts';
import { Outbound } from '../ledger/entities.ts';
import { uuidFromName } from '../uuid-from-name.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Email, EmailEvent, EmailTracking } from './entities.ts';
import { recordEmailStatus } from './record-email-status.ts';
import type { TrackedLink } from './tracking-token.ts';

/** The id under which an e-mail is tracked: made of its place in the ledger, before it has a row. */
export const trackingIdOf = (tenantId: string, key: string): string =>
  uuidFromName(tenantId, 'mail tracking', key);

/** Keeps where the links of an e-mail lead. A second time changes nothing. */
export const keepTargets = async (
  tx: Tx,
  { tenantId, key, targets }: { tenantId: string; key: string; targets: string[] },
): Promise<void> => {
  await tx.execute(
    `insert into email_tracking (id, tenant_id, outbound_key, targets) values (?, ?, ?, ?::jsonb)
     on conflict (id) do nothing`,
    [trackingIdOf(tenantId, key), tenantId, key, JSON.stringify(targets)],
  );
};

const hour = 3_600_000;

/**
 * Counts an open or a click, once an hour for each link, and answers where the link leads; null when there is none. It
 * changes nothing but what is known of the e-mail.
 */
export const recordTracked = async (
  tx: Tx,
  { tenantId, trackingId, link }: TrackedLink,
  seen: { byMachine: boolean; at: Date; linkSecret: string },
): Promise<{ target: string | null } | null> => {
  const tracking = await tx.findOne(EmailTracking, { id: trackingId });
  if (!tracking) return null;
  const target = link === 0 ? null : (tracking.targets[link - 1] ?? null);
  if (link > 0 && target === null) return null;
  const row = await tx.findOne(Outbound, { key: tracking.outboundKey });
  const email = row && (await tx.findOne(Email, { outboundId: row.id }));
  // one that is not settled yet has been opened all the same: nothing to count it on
  if (!row || !email?.vendorId) return { target };
  const status = link === 0 ? ('opened' as const) : ('clicked' as const);
  if (seen.byMachine) {
    await keepMachineVisit(tx, email.id, { tenantId, status, at: seen.at });
    return { target };
  }
  const eventId = `${trackingId}:${link}:${Math.floor(seen.at.getTime() / hour)}`;
  const event = { tenantId, vendor: row.vendor, account: 'tracking', eventId, emailId: email.vendorId };
  await recordEmailStatus(
    tx,
    { ...event, at: seen.at.toISOString() },
    { status, permanent: false, linkSecret: seen.linkSecret },
  );
  return { target };
};

/** What looks through mails before people do is noted once, and is no sign of a reader. */
const keepMachineVisit = async (
  tx: Tx,
  emailId: string,
  { tenantId, status, at }: { tenantId: string; status: 'opened' | 'clicked'; at: Date },
): Promise<void> => {
  if ((await tx.count(EmailEvent, { emailId, kind: status, byMachine: true })) > 0) return;
  await tx.insert(EmailEvent, {
    id: uuidV7(),
    tenantId,
    createdAt: at,
    emailId,
    kind: status,
    byMachine: true,
    causedBy: { kind: 'system', id: 'mailTracking' },
    at,
  });
};
