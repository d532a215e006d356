// What GraphQL costs: a screen of twenty leads with all that hangs on them, through the whole api, beside Express and pg that
// run the same SQL in one transaction of the same tenant, in turns, so that both see the same machine. And whether a page
// far down a list of 100,000 leads costs more than the first.
import { Agent, request as httpRequest } from 'node:http';
import pg from 'pg';
import { createGraphql } from '../api/graphql/routes.ts';
import { openDatabase } from '../schema/database/database.ts';
import { leadOrders } from '../schema/graphql/lead-sort.ts';
import { startApi } from '../tests/support/api-server.ts';
import { page, screen } from './support/graphql-screen.ts';
import { ms, percentile } from './support/percentiles.ts';
import { recordReads, type SentSql } from './support/recorded-sql.ts';
import { seedLeads } from './support/seed-leads.ts';
import { withBareServer } from './support/with-bare-server.ts';
import { benchTenant, withInstallation } from './support/with-installation.ts';

const leads = 100_000;
const pageSize = 50;
const turns = 40;
const perTurn = 10;

const agent = new Agent({ keepAlive: true });
const middle = (values: number[]): number => percentile(values, 0.5);

type Ask = () => Promise<string>;

/** Asks at this address, and fails when the answer is none. */
function asking(url: string, token: string, query: string): Ask {
  const body = JSON.stringify({ query });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return () =>
    new Promise((resolve, reject) => {
      const asked = httpRequest(url, { method: 'POST', agent, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () =>
          answer.statusCode === 200 && !text.includes('"errors"') ? resolve(text) : reject(new Error(text)),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
}

/** How long one request of each took in each turn, one after the other. */
async function inTurns(asks: readonly Ask[], rounds: number, each: number): Promise<number[][]> {
  const took: number[][] = asks.map(() => []);
  for (let turn = 0; turn < rounds; turn += 1)
    for (const [which, ask] of asks.entries()) {
      const begun = performance.now();
      for (let nth = 0; nth < each; nth += 1) await ask();
      took[which]?.push((performance.now() - begun) / each);
    }
  return took;
}

// one person asks more often here than people do
const environment = { GRAPHQL_PER_MINUTE: '1000000', GRAPHQL_COST_PER_MINUTE: '2000000000' };

await withInstallation({ benchTenants: true, environment }, async (installation) => {
  await installation.kill('worker');
  const { urls, tenants } = installation;
  const { tenantId, token } = await signIn(urls.api, urls.databaseOwner, tenants);
  await seedLeads(urls, tenantId, leads);
  const ask = (query: string): Ask => asking(urls.graphql, token, query);
  for (const sort of Object.keys(leadOrders)) await comparePages(sort, ask);
  const reads = await readsOf(urls.database, token);
  await withBareServer(
    urls.database,
    async (bare) => {
      const both = [ask(screen), asking(bare, token, screen)];
      await inTurns(both, 10, perTurn);
      const [ours = [], theirs = []] = await inTurns(both, turns, perTurn);
      console.log(
        `20 leads with what hangs on them: ${reads.length} statements each, ${turns * perTurn} times each`,
      );
      console.log(`p50: ${ms(middle(ours))} ms, bare ${ms(middle(theirs))} ms`);
      console.log(`graphql: ${(middle(theirs) / middle(ours)).toFixed(2)} of bare`);
    },
    'bare-reads.ts',
    [JSON.stringify({ tenantId, reads })],
  );
  agent.destroy();
});

async function signIn(
  api: string,
  databaseOwner: string,
  tenants: readonly { slug: string; adminEmail: string; adminPassword: string }[],
): Promise<{ tenantId: string; token: string }> {
  const admin = tenants.find(({ slug }) => slug === benchTenant);
  const answer = await fetch(`${api}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: admin?.adminEmail, password: admin?.adminPassword }),
  });
  const { token } = (await answer.json()) as { token: string };
  const client = new pg.Client({ connectionString: databaseOwner });
  await client.connect();
  const { rows } = await client.query('select id from tenant where slug = $1', [benchTenant]);
  await client.end();
  return { tenantId: rows[0].id, token };
}

/** The SQL by which the api answers the screen, as it sends it in this process. */
async function readsOf(databaseUrl: string, token: string): Promise<SentSql[]> {
  const db = await openDatabase(databaseUrl);
  const api = await startApi(db, (context) => createGraphql(context));
  try {
    const ask = asking(`${api.url}/graphql`, token, screen);
    await ask();
    return await recordReads(ask);
  } finally {
    await api.close();
    await db.close();
  }
}

/** The first page and the last one of a list in one order. */
async function comparePages(sort: string, ask: (query: string) => Ask): Promise<void> {
  interface Page {
    data: { leads: { edges: { cursor: string }[]; pageInfo: { startCursor: string; hasNextPage: boolean } } };
  }
  const read = async (part: string): Promise<Page['data']['leads']> =>
    (JSON.parse(await ask(page(sort, part))()) as Page).data.leads;
  const { pageInfo } = await read(`last: ${pageSize}`);
  const [before] = (await read(`last: 1, before: "${pageInfo.startCursor}"`)).edges;
  const lastPart = `first: ${pageSize}, after: "${before?.cursor}"`;
  const last = await read(lastPart);
  if (last.edges.length !== pageSize || last.pageInfo.hasNextPage) throw new Error('not the last page');
  const both = [ask(page(sort, `first: ${pageSize}`)), ask(page(sort, lastPart))];
  await inTurns(both, 5, 5);
  const [first = [], end = []] = await inTurns(both, 30, 5);
  const ratio = (middle(end) / middle(first)).toFixed(2);
  console.log(
    `${sort}: page ${(leads / pageSize).toLocaleString('en')} costs ${ratio} of page 1 (${ms(middle(first))} ms)`,
  );
}
