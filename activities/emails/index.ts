import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { InboundEvent } from '../../schema/database/ledger/entities.ts';
import type { Ports } from '../ports.ts';
import { welcomeMail } from './compose.ts';
import { createFollowUp } from './follow-up.ts';
import { createRepeatAction } from './repeat-action.ts';
import { sendMail } from './send-mail.ts';

/** E-mails that belong to no call and no appointment. */
export const createEmailActivities = (
  ports: Ports,
): Pick<JourneyActivities, 'welcome' | 'followUp' | 'repeatAction'> => ({
  welcome: async ({ tenantId, leadId, cause }) => {
    // nobody is thanked for an enquiry who stood in a file
    const isImported = await ports.db.inTenant(tenantId, (tx) =>
      tx.count(InboundEvent, { id: cause.id, vendor: 'import' }),
    );
    if (isImported > 0) return { kind: 'skipped' };
    const sent = await sendMail(ports, {
      tenantId,
      leadId,
      key: outboundKey.welcome(cause.id),
      causedBy: cause,
      to: { kind: 'lead' },
      ...welcomeMail(ports),
    });
    return { kind: sent.kind === 'sent' ? 'done' : 'skipped' };
  },
  followUp: createFollowUp(ports),
  repeatAction: createRepeatAction(ports),
});
