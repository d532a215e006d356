import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
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
