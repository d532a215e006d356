// Real journeys over PostgreSQL and Temporal: a reply that waits for a person outlives the merge of its lead.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArguments } from '../../schema/contracts/commands.ts';
import { type PeopleWorld, peopleWorld } from './people-world.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await peopleWorld((settings) => ({
    ...settings,
    knowledge: [{ title: 'What we do', text: 'We test things.' }],
    replies: { auto: true, minConfidence: 0.5, approval: { after: '10 seconds', otherwise: 'send' } },
  }));
}, 60_000);
afterAll(() => world.close());

interface Draft {
  id: string;
  lead_id: string;
  state: string;
  decided_because: string | null;
}
const draftOf = async (leadId: string): Promise<Draft | undefined> =>
  (await world.sql<Draft>('select * from draft where lead_id = ?', [leadId]))[0];
const leadsThatSent = async ({ id }: Draft): Promise<string[]> =>
  (
    await world.sql<{ lead_id: string }>(`select lead_id from outbound where key = ? and state = 'sent'`, [
      `reply:${id}`,
    ])
  ).map(({ lead_id }) => lead_id);

/** Two leads of whom the younger one's reply is held, merged, and the absorbed journey closed. */
const merged = async (): Promise<{ remains: string; absorbed: string; draft: Draft }> => {
  const remains = await world.somebody({ phone: null });
  const email = `${crypto.randomUUID()}@lead.example`;
  const absorbed = await world.somebody({ phone: null, email });
  for (const lead of [remains, absorbed]) await world.pump(lead);
  const reply = { reply: 'We test things.', confidence: 0.2, language: 'en', sources: ['What we do'] };
  world.vendors.language.answers.push(reply);
  await world.write(email, { optOut: false });
  await world.pump(absorbed);
  await expect.poll(() => draftOf(absorbed)).toMatchObject({ state: 'held' });
  expect(await world.merge(remains, absorbed)).toMatchObject({ remains, absorbed });
  for (const lead of [absorbed, remains]) await world.pump(lead);
  await expect.poll(() => world.lead(absorbed)).toMatchObject({ step: 'closed' });
  const handedOver = 'select from lead_merge where absorbed_id = ? and handed_over_at is not null';
  await expect.poll(() => world.sql(handedOver, [absorbed])).toHaveLength(1);
  await world.pump(remains);
  const draft = await draftOf(absorbed);
  if (!draft) throw new Error('no draft');
  return { remains, absorbed, draft };
};
const decide = (leadId: string, draftId: string, decision: CommandArguments['decideDraft']['decision']) =>
  world.command(leadId, 'decideDraft', { draftId, decision, text: null, reason: null }, (ask) =>
    world.engine.sendCommand({ ...ask, timeoutMs: 5_000 }),
  );

test('a draft that nobody decides is timed out by the journey that remains', async () => {
  const { remains, absorbed, draft } = await merged();
  await expect
    .poll(() => draftOf(absorbed))
    .toMatchObject({ id: draft.id, state: 'sent', decided_because: 'timeOut' });
  expect(await leadsThatSent(draft)).toEqual([remains]);
});

test('a draft is approved after the merge, asked of the lead that was absorbed, and sent once', async () => {
  const { remains, absorbed, draft } = await merged();
  expect(await decide(absorbed, draft.id, 'approve')).toMatchObject({
    status: 'done',
    code: 'draftApproved',
  });
  await expect.poll(() => draftOf(absorbed)).toMatchObject({ state: 'sent', decided_because: null });
  expect(await leadsThatSent(draft)).toEqual([remains]);
});

test('a draft that is rejected after the merge is not sent, and its time-out changes nothing', async () => {
  const { remains, absorbed, draft } = await merged();
  expect(await decide(remains, draft.id, 'reject')).toMatchObject({ status: 'done', code: 'draftRejected' });
  await world.settle();
  expect(await draftOf(absorbed)).toMatchObject({ state: 'rejected' });
  expect(await leadsThatSent(draft)).toEqual([]);
});
