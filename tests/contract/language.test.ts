// The same tests run against the sandbox and, with CONTRACT=real, against a real account.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLanguageModel } from '../../integrations/language/index.ts';
import type { ModelEvent } from '../../integrations/language/port.ts';
import type { TalkBrief } from '../../schema/contracts/talk.ts';
import { failureOf } from '../integrations/failed-with.ts';
import { contractVendors } from './vendors.ts';

const contract = contractVendors();
const model = () => createLanguageModel(contract.settings.language);
/** without the fallback, which would answer instead */
const alone = (more: { apiKey?: string; model?: string }) =>
  createLanguageModel({ ...contract.settings.language, fallback: null, ...more });
const brief: TalkBrief = {
  business: 'Contract',
  agentName: 'Mia',
  leadFirstName: 'Ada',
  language: 'en',
  languages: ['en', 'de', 'tr'],
  handOver: true,
  askRecording: false,
  interest: null,
  questions: [{ id: 'q1', ask: 'What are you looking for?', kind: 'text' }],
  knowledge: [],
  timeZone: 'Australia/Sydney',
  now: '2026-12-01T09:00:00+11:00',
  greeting: 'Hello, this is Mia.',
};
const instructions = `You speak on the phone.\n<brief>\n${JSON.stringify(brief)}\n</brief>`;
const turn = (signal: AbortSignal) => ({
  instructions,
  input: [{ role: 'user' as const, text: 'Hello, who is there?' }],
  tools: [],
  signal,
});
const soon = () => AbortSignal.timeout(20_000);

async function heard(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('the vendor of language', () => {
  it('speaks token by token and says at its end what it cost', async () => {
    const events = await heard(model().stream(turn(soon())));
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1);
    expect(events.at(-1)).toMatchObject({ type: 'done', usage: { model: expect.any(String) } });
  });

  it('answers in the schema asked for', async () => {
    const schema = z.object({ summary: z.string(), score: z.number() });
    const { value } = await model().answer({ name: 'summary', schema, ...turn(soon()) });
    expect(typeof value.score).toBe('number');
  });

  it('stops when it is interrupted', async () => {
    const controller = new AbortController();
    const events = model().stream(turn(controller.signal));
    const failure = failureOf(
      (async () => {
        for await (const _ of events) controller.abort();
      })(),
    );
    expect(await failure).toMatchObject({ code: 'aborted' });
  });

  it('refuses a wrong key', async () => {
    const stranger = alone({ apiKey: 'sk-wrong-key' });
    expect(await failureOf(heard(stranger.stream(turn(soon()))))).toMatchObject({
      type: 'Vendor.AuthRefused',
    });
  });

  it('refuses a model that does not exist', async () => {
    const other = alone({ model: 'no-such-model' });
    expect(await failureOf(heard(other.stream(turn(soon()))))).toMatchObject({ certainty: 'rejected' });
  });
});
