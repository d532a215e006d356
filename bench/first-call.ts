// How soon a lead's first call is placed: five forms a second, whose policy allows the call at once; from the instant a
// form was due until the telephone company has the request.
import type { Installation } from '../local/installation.ts';
import { phoneNumber } from './support/forms.ts';
import type { SentForm } from './support/open-loop.ts';
import { ms, percentile } from './support/percentiles.ts';
import { allTaken, sendForms } from './support/send-forms.ts';
import { benchTenant, withInstallation } from './support/with-installation.ts';

const perSecond = 5;
const seconds = 20;
const warmUpSeconds = 5;

const environment = {
  TELEPHONY_CALLS_PER_SECOND: '1000',
  // nobody answers: the phones ring longer than the measurement takes
  SANDBOX_PERSONAS: 'off',
};

await withInstallation({ benchTenants: true, environment }, async ({ urls }) => {
  const slice = { url: `${urls.api}/api/leads/public`, tenant: benchTenant, perSecond };
  const [, measured = []] = await sendForms([
    { ...slice, seconds: warmUpSeconds, from: 0 },
    { ...slice, seconds, from: perSecond * warmUpSeconds },
  ]);
  const forms = allTaken(measured);
  const placedAtMs = await callsPlaced(urls, forms);
  const tookMs = forms.map(
    ({ visitor, dueAtMs }) => (placedAtMs.get(phoneNumber(visitor)) ?? Number.NaN) - dueAtMs,
  );
  console.log(
    `answered: p50 ${ms(
      percentile(
        forms.map((form) => form.tookMs),
        0.5,
      ),
    )} ms`,
  );
  console.log(`first call: p50 ${ms(percentile(tookMs, 0.5))} ms, p95 ${ms(percentile(tookMs, 0.95))} ms`);
});

interface VendorRequest {
  at: string;
  body: string;
}

/** When the first call to each number reached the telephone company. Throws unless every form led to one call. */
async function callsPlaced(
  urls: Installation['urls'],
  forms: readonly SentForm[],
): Promise<Map<string, number>> {
  const numbers = new Set(forms.map(({ visitor }) => phoneNumber(visitor)));
  const query = `vendor=twilio&operation=calls.create`;
  for (const until = Date.now() + 30_000; ; ) {
    const answer = await fetch(`${urls.sandbox}/_sandbox/requests?${query}`);
    const { requests } = (await answer.json()) as { requests: VendorRequest[] };
    const calls = requests.map(({ at, body }) => ({ to: new URLSearchParams(body).get('To') ?? '', at }));
    const mine = calls.filter(({ to }) => numbers.has(to));
    const placed = new Map(mine.map(({ to, at }) => [to, Date.parse(at)]));
    if (mine.length > placed.size) throw new Error('somebody was called twice');
    if (placed.size === numbers.size) return placed;
    if (Date.now() > until) throw new Error(`${numbers.size} forms led to ${placed.size} calls`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
