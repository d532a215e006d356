// Every address of the api, over HTTP on a real database: nobody of another business reads or changes anything through it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { globalId } from '../graphql/ask.ts';
import { guestOf, holdings, type RouteWorld, routeWorld, type Side } from './route-world.ts';
import { routesOf } from './routes-of.ts';
import { type Visit, visits } from './visits.ts';

let world: RouteWorld;
let guest: Side;
beforeAll(async () => {
  world = await routeWorld();
  guest = await guestOf(world, world.bravo);
});
afterAll(() => world.close());

test('every route of the api is visited here, and nothing else is', () => {
  const routes = [...new Set(routesOf(world.app))];
  expect(
    Object.keys(visits).sort(),
    'a route is new or gone: say in visits.ts how it is asked for what is another business’s',
  ).toEqual(routes.sort());
});

const held = () => holdings(world.database, world.alpha.tenantId);

/** What would tell a stranger something of Alpha: its words, and the ids of what it has. */
const telltales = (): string[] => {
  const { leadId, appointmentId, callId, draftId, liveCallId, tenantId } = world.alpha;
  const ids = [leadId, appointmentId, callId, draftId, liveCallId, tenantId];
  return ['alpha ltd', 'alpha lead', 'alpha text', ...ids, globalId('Lead', leadId).toLowerCase()];
};

describe.each(Object.entries(visits))('%s', (_route, visit) => {
  test('tells a stranger nothing and changes nothing that is not theirs', async () => {
    await findsNothing(visit, world.bravo);
  });

  test('tells somebody of the platform who entered another business nothing, and changes nothing', async () => {
    await findsNothing(visit, guest);
  });
});

// afterwards, because these change what the tests above look at
test.each(['GET /api/leads/export', 'POST /api/leads/import', 'POST /graphql'])(
  '%s serves somebody of the platform in the business that they entered',
  async (route) => {
    const visit = visits[route];
    const answer = await visit?.ask(world, await guestOf(world, world.alpha));
    expect(answer?.status).toBe(visit?.own);
    if (route !== 'POST /api/leads/import') expect((await answer?.text())?.toLowerCase()).toContain('alpha');
  },
);

const findsNothing = async (visit: Visit, by: Side): Promise<void> => {
  const before = await held();
  const commands = world.commands.length;
  const answer = await visit.ask(world, by);
  const said = `${JSON.stringify([...answer.headers])} ${await answer.text()}`.toLowerCase();
  expect(answer.status).toBe(visit.stranger);
  for (const telltale of telltales()) expect(said).not.toContain(telltale);
  expect(await held()).toEqual(before);
  expect(world.commands.slice(commands)).toEqual([]);
};

describe.each(Object.entries(visits))('%s', (_route, visit) => {
  test('serves the business itself', async () => {
    const before = await held();
    const answer = await visit.ask(world, world.alpha);
    expect([answer.status, await answer.text()]).toEqual([visit.own, expect.anything()]);
    const changed = JSON.stringify(await held()) !== JSON.stringify(before);
    if (visit.changes) expect(changed).toBe(true);
  });
});
