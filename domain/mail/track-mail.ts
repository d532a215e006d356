import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { MailTemplate } from './mail-data.ts';

/** What is worth knowing whether it was read. Replies are letters between people, and reminders decide nothing. */
const tracked: readonly MailTemplate[] = ['welcome', 'callSummaryLead', 'offerSlots', 'followUp'];

/** Whether opens and clicks of such an e-mail are counted by us, where the vendor does not: unless the tenant says no. */
export const isTracked = (settings: Pick<TenantSettings, 'email'>, template: MailTemplate): boolean =>
  (settings.email.track ?? true) && tracked.includes(template);

/** An e-mail whose links lead past us, and where they lead to: the first is number 1. */
export interface TrackedMail {
  html: string;
  targets: string[];
}

/**
 * Puts an address of ours in place of every link to another site, and a picture of nothing at its end. Our own pages know
 * by themselves that somebody came. `address` makes the address of link number n; 0 is the picture.
 */
export const trackMail = (
  html: string,
  publicBaseUrl: string,
  address: (n: number) => string,
): TrackedMail => {
  const targets: string[] = [];
  const linked = html.replaceAll(
    /(<a\b[^>]*\bhref=")(https?:\/\/[^"]+)(")/gi,
    (whole, before, url, after) => {
      const target = String(url).replaceAll('&amp;', '&');
      if (target === publicBaseUrl || target.startsWith(`${publicBaseUrl}/`)) return String(whole);
      targets.push(target);
      return `${before}${address(targets.length)}${after}`;
    },
  );
  const picture = `<img src="${address(0)}" width="1" height="1" alt="" style="display:block;border:0">`;
  const end = linked.lastIndexOf('</body>');
  return {
    html: end < 0 ? linked + picture : linked.slice(0, end) + picture + linked.slice(end),
    targets,
  };
};
