import type { MailTemplate } from '../../domain/mail/mail-data.ts';
import { isTracked, trackMail } from '../../domain/mail/track-mail.ts';
import type { Tx } from '../../schema/database/database.ts';
import { keepTargets, trackingIdOf } from '../../schema/database/emails/tracking.ts';
import { trackingToken } from '../../schema/database/emails/tracking-token.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

/** The HTML of an e-mail to a lead as it is sent: with our own picture and links, where nobody else counts. */
export const withTracking = async (
  { email, publicBaseUrl, linkSecret }: Ports,
  tx: Tx,
  { tenantId, settings }: TenantInForce,
  { key, template, html }: { key: string; template: MailTemplate; html: string },
): Promise<string> => {
  if (email.reportsOpens || !isTracked(settings, template)) return html;
  const trackingId = trackingIdOf(tenantId, key);
  const tracked = trackMail(
    html,
    publicBaseUrl,
    (link) => `${publicBaseUrl}/t/${trackingToken({ tenantId, trackingId, link }, linkSecret)}`,
  );
  await keepTargets(tx, { tenantId, key, targets: tracked.targets });
  return tracked.html;
};
