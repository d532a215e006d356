import type { MailTemplate } from '../../domain/mail/mail-data.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { NotNow } from '../../schema/contracts/journey.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import type { Prepared } from '../../schema/database/ledger/plan.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { decideEmailNow } from './decide-email-now.ts';

/** Decides in the place of the usual rules; only then may a mail also be put off. */
export type DecideMail = (
  tx: Tx,
  lead: LeadRow,
  tenant: TenantInForce,
) => Promise<{ verdict: { kind: 'allowed' } | NotNow; decisionId: string }>;

type Decided = { kind: 'allowed'; decisionId: string } | Exclude<Prepared<NotNow>, { kind: 'send' }>;

/**
 * Whether a mail to the lead may go out: by the usual rules, by which it is sent or skipped, or by its own, by which it
 * may also be put off without a trace in the ledger.
 */
export const decideMail = async (
  ports: Ports,
  tx: Tx,
  { lead, tenant, row }: { lead: LeadRow; tenant: TenantInForce; row: OutboundRow | null },
  mail: { leadId: string; template: MailTemplate; causedBy: Cause; decide?: DecideMail },
): Promise<Decided> => {
  const { template, causedBy } = mail;
  if (mail.decide) {
    // absorbed a moment ago: the journey hears of it and leaves the rest to the lead that remains
    if (lead.id !== mail.leadId) return { kind: 'later', later: { kind: 'wait', because: 'merged' } };
    const { verdict, decisionId } = await mail.decide(tx, lead, tenant);
    if (verdict.kind === 'allowed') return { kind: 'allowed', decisionId };
    if (row && verdict.kind === 'never') return { kind: 'skip', reason: verdict.because, decisionId };
    return { kind: 'later', later: verdict };
  }
  const { verdict, reason, decisionId } = await decideEmailNow(ports, tx, {
    lead,
    tenant,
    template,
    causedBy,
  });
  // paused this very moment: skipped it would be for good, so whoever asked shall look again
  if (verdict === 'wait') throw new LedgerFailure('Ledger.InFlight', 1_000);
  return verdict === 'allowed' ? { kind: 'allowed', decisionId } : { kind: 'skip', reason, decisionId };
};
