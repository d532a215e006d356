import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLanguageModel } from '../../integrations/language/index.ts';
import { readOpenAiSettings } from '../../integrations/language/openai/settings.ts';
import type { ModelEvent, ModelInput } from '../../integrations/language/port.ts';
import { failureOf } from './failed-with.ts';
import { fakeVendor, hangUp, html, json, nobody, silence } from './fake-vendor.ts';

const settings = readOpenAiSettings({});
const at = (url: string, more: object = {}) =>
  createLanguageModel({
    ...settings,
    baseUrl: `${url}/openai/v1`,
    fallback: null,
    fallbackAfterMs: 6_000,
    ...more,
  });

const response = (content: object[], more: object = {}) => ({
  id: 'r1',
  object: 'response',
  model: 'gpt-6-luna',
  status: 'completed',
  output: [{ type: 'message', id: 'm1', status: 'completed', role: 'assistant', content }],
  usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
  ...more,
});
const said = (text: string) => [{ type: 'output_text', text, annotations: [] }];

const stream =
  (events: object[], end: (response: ServerResponse) => void = (r) => r.end()) =>
  (_seen: unknown, answer: ServerResponse) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    events.forEach((event, n) => {
      const { type } = event as { type: string };
      answer.write(`event: ${type}\ndata: ${JSON.stringify({ sequence_number: n, ...event })}\n\n`);
    });
    end(answer);
  };
const delta = (text: string) => ({
  type: 'response.output_text.delta',
  item_id: 'm1',
  output_index: 0,
  content_index: 0,
  delta: text,
});
const completed = { type: 'response.completed', response: response(said('Hello')) };
const toolCall = {
  type: 'response.output_item.done',
  output_index: 0,
  item: { type: 'function_call', id: 'f1', call_id: 'c1', name: 'book_slot', arguments: '{"slotId":"1"}' },
};

const input: ModelInput[] = [
  { role: 'user', text: 'Hi' },
  { role: 'assistant', text: 'Hello' },
  { role: 'toolCall', callId: 'c0', name: 'offer_slots', argumentsJson: '{}' },
  { role: 'toolResult', callId: 'c0', resultJson: '{"slots":[]}' },
];
const tools = [{ name: 'book_slot', description: 'Books', parameters: { type: 'object', properties: {} } }];
const never = new AbortController().signal;

async function heard(url: string, signal = never, more: object = {}): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of at(url, more).stream({ instructions: 'Be kind', input, tools, signal }))
    events.push(event);
  return events;
}

describe('a model that speaks', () => {
  it('is heard token by token, with its tool calls and what it cost', async () => {
    const { url, seen } = await fakeVendor(stream([delta('Hel'), delta('lo'), toolCall, completed]));
    await expect(heard(url)).resolves.toEqual([
      { type: 'text', delta: 'Hel' },
      { type: 'text', delta: 'lo' },
      { type: 'toolCall', callId: 'c1', name: 'book_slot', argumentsJson: '{"slotId":"1"}' },
      { type: 'done', usage: { model: 'gpt-6-luna', inputTokens: 10, outputTokens: 5 } },
    ]);
    expect(seen[0]?.url).toBe('/openai/v1/responses');
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${settings.apiKey}`);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      model: 'gpt-6-luna',
      instructions: 'Be kind',
      input: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { type: 'function_call', call_id: 'c0', name: 'offer_slots', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c0', output: '{"slots":[]}' },
      ],
      tools: [{ type: 'function', strict: true, ...tools[0] }],
      reasoning: { effort: 'none' },
      store: false,
      stream: true,
    });
  });

  it.each([
    ['stops in the middle', [delta('Hel')], 'cutShort', 'unknown'],
    ['refuses', [{ type: 'response.refusal.done', refusal: 'no', item_id: 'm1' }], 'refusal', 'rejected'],
    [
      'fails',
      [
        {
          type: 'response.failed',
          response: response([], { status: 'failed', error: { code: 'server_error', message: 'x' } }),
        },
      ],
      'server_error',
      'notSent',
    ],
    [
      'runs out of words',
      [
        {
          type: 'response.incomplete',
          response: response([], {
            status: 'incomplete',
            incomplete_details: { reason: 'max_output_tokens' },
          }),
        },
      ],
      'max_output_tokens',
      'rejected',
    ],
  ])('and %s never passes for a whole answer', async (_name, events, code, certainty) => {
    const { url } = await fakeVendor(stream(events));
    expect(await failureOf(heard(url))).toMatchObject({ code, certainty });
  });

  it('and loses its line never passes for a whole answer', async () => {
    const { url } = await fakeVendor(
      stream([delta('Hel')], (r) => setTimeout(() => r.socket?.destroy(), 20)),
    );
    expect(await failureOf(heard(url))).toMatchObject({ certainty: 'unknown' });
  });

  it('ends when it is interrupted', async () => {
    const { url } = await fakeVendor(stream([delta('Hel')], () => undefined));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(await failureOf(heard(url, controller.signal))).toMatchObject({ code: 'aborted' });
  });
});

describe('a question with a schema', () => {
  const schema = z.object({ intent: z.enum(['book', 'none']), score: z.number().nullable() });
  const ask = (url: string, more: object = {}, signal = never) =>
    at(url, more).answer({ name: 'turn', instructions: 'x', input, schema, signal });

  it('is answered in the schema, with what it cost', async () => {
    const { url, seen } = await fakeVendor(json(200, response(said('{"intent":"book","score":1}'))));
    await expect(ask(url)).resolves.toEqual({
      value: { intent: 'book', score: 1 },
      usage: { model: 'gpt-6-luna', inputTokens: 10, outputTokens: 5 },
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      store: false,
      reasoning: { effort: 'low' },
      text: {
        format: { type: 'json_schema', name: 'turn', strict: true, schema: { additionalProperties: false } },
      },
    });
  });

  it.each([
    ['is no JSON', response(said('Sure!')), 'schema'],
    ['is not in the schema', response(said('{"intent":"sell","score":1}')), 'schema'],
    ['is a refusal', response([{ type: 'refusal', refusal: 'no' }]), 'refusal'],
    [
      'is cut short',
      response(said('{"int'), { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
      'max_output_tokens',
    ],
    ['is empty', response([]), 'schema'],
  ])('is not answered by what %s', async (_name, body, code) => {
    const { url } = await fakeVendor(json(200, body));
    expect(await failureOf(ask(url))).toMatchObject({
      type: 'Vendor.InvalidAnswer',
      certainty: 'rejected',
      code,
    });
  });

  it.each([
    [
      'too many requests',
      json(429, { error: { code: 'rate_limit_exceeded' } }, { 'retry-after': '3' }),
      'Vendor.RateLimited',
      'notSent',
    ],
    ['a wrong key', json(401, { error: { code: 'invalid_api_key' } }), 'Vendor.AuthRefused', 'notSent'],
    ['a wrong schema', json(400, { error: { code: 'invalid_json_schema' } }), 'Vendor.Rejected', 'rejected'],
    ['an outage behind a gateway', html(503), 'Vendor.Unknown', 'unknown'],
    ['a lost answer', hangUp, 'Vendor.Unknown', 'unknown'],
  ])('asks once, and %s is told apart', async (_name, answer, type, certainty) => {
    const { url, seen } = await fakeVendor(answer);
    expect(await failureOf(ask(url))).toMatchObject({ type, certainty });
    expect(seen).toHaveLength(1);
  });

  it('is surely not asked when nobody listens', async () => {
    expect(await failureOf(ask(await nobody()))).toMatchObject({ certainty: 'notSent' });
  });

  it('ends at the time limit, and when it is interrupted', async () => {
    const { url } = await fakeVendor(silence);
    expect(await failureOf(ask(url, { timeoutMs: 100 }))).toMatchObject({ type: 'Vendor.Unknown' });
    expect(await failureOf(ask(url, {}, AbortSignal.timeout(50)))).toMatchObject({ code: 'aborted' });
  });
});
