import { findChoiceLink } from '../../../sandbox/personas/read-form.ts';
import type { SentLead } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import { tagOf } from '../../end-to-end/sandbox-view.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';

/** The link in the mail about the call, by which a time is chosen, moved and cancelled. */
export const linkOf = (running: Running, { leadId }: SentLead): Promise<string> =>
  waitUntil(
    'the mail with the link',
    async () => {
      const mail = (await running.sandbox.mails()).find(
        (each) => tagOf(each, 'lead') === leadId && tagOf(each, 'template') === 'callSummaryLead',
      );
      return mail ? findChoiceLink(mail.html, mail.text) : null;
    },
    { withinMs: 120_000 },
  );

/** The free times that the page shows, as its form sends them. */
export const slotsOn = async (link: string): Promise<string[]> => {
  const html = await (await fetch(link)).text();
  return [...html.matchAll(/name="slot" value="([^"]+)"/g)].map(([, value]) => value ?? '');
};

/** What a button of the page sends. */
export const post = (link: string, fields: Record<string, string>): Promise<Response> =>
  fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ requestId: crypto.randomUUID(), ...fields }),
  });
