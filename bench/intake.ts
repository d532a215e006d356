// How fast a form is stored for good: 100 a second, none of them waiting for another, while no worker runs; beside what
// Express and PostgreSQL need for one plain insert, in turns, so that both see the same machine.
import pg from 'pg';
import type { Installation } from '../local/installation.ts';
import type { SentForm, Slice } from './support/open-loop.ts';
import { ms, percentile } from './support/percentiles.ts';
import { allTaken, sendForms } from './support/send-forms.ts';
import { withBareServer } from './support/with-bare-server.ts';
import { benchTenant, withInstallation } from './support/with-installation.ts';

const perSecond = 100;
const sliceSeconds = 3;
const turns = 5;
const warmUpSeconds = 4;

await withInstallation({ benchTenants: true }, async (installation) => {
  await installation.kill('worker');
  await withBareServer(installation.urls.databaseOwner, async (bare) => {
    const ours = `${installation.urls.api}/api/leads/public`;
    const slice = (url: string, seconds: number, from: number): Slice => ({
      ...{ url, tenant: benchTenant, perSecond, seconds, from },
    });
    const first = perSecond * warmUpSeconds;
    const inTurns = Array.from({ length: turns }, (_, turn) => {
      const from = first + turn * perSecond * sliceSeconds;
      return [slice(ours, sliceSeconds, from), slice(bare, sliceSeconds, from)];
    });
    const warmUp = [slice(ours, warmUpSeconds, 0), slice(bare, warmUpSeconds, 0)];
    const [, , ...sent] = await sendForms([...warmUp, ...inTurns.flat()]);
    const took = (which: 0 | 1) => tookOf(sent.flatMap((forms, nth) => (nth % 2 === which ? forms : [])));
    const [we, they] = [took(0), took(1)];
    const stored = await storedForms(installation);
    if (stored !== first + we.length) throw new Error(`${stored} leads and ${first + we.length} forms`);
    console.log(`${we.length} forms each, ${perSecond} a second; all of ours are stored, each with its fact`);
    const p = (values: number[]) =>
      `p50 ${ms(percentile(values, 0.5))} ms, p99 ${ms(percentile(values, 0.99))} ms`;
    console.log(`p50: ${(percentile(we, 0.5) / percentile(they, 0.5)).toFixed(2)} times the bare one`);
    console.log(`intake: ${p(we)}, bare ${p(they)}`);
  });
});

function tookOf(sent: readonly SentForm[]): number[] {
  return allTaken(sent).map(({ tookMs }) => tookMs);
}

/** Leads whose form is a fact by now. */
async function storedForms({ urls }: Installation): Promise<number> {
  const client = new pg.Client({ connectionString: urls.database });
  await client.connect();
  try {
    const { rows: tenants } = await client.query('select routing.tenant_by_slug($1) as id', [benchTenant]);
    await client.query(`select set_config('app.tenant', $1, false)`, [tenants[0].id]);
    const { rows } = await client.query(
      `select count(*)::int as count from lead l join lead_fact f on f.lead_id = l.id and f.kind = 'formSubmitted'`,
    );
    return rows[0].count;
  } finally {
    await client.end();
  }
}
