import { randomBytes } from 'node:crypto';
import type { ResponseRequest } from './check-request.ts';
import type { ModelTurn } from './conversation.ts';

export interface MessageItem {
  type: 'message';
  id: string;
  status: string;
  role: 'assistant';
  content: Part[];
}
export interface CallItem {
  type: 'function_call';
  id: string;
  status: string;
  call_id: string;
  name: string;
  arguments: string;
}
export type OutputItem = MessageItem | CallItem;
export type Part =
  | { type: 'output_text'; text: string; annotations: never[]; logprobs: never[] }
  | { type: 'refusal'; refusal: string };

function freshId(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('hex')}`;
}

function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The finished output items of a turn: what is said first, then what is called. */
export function outputItems(turn: ModelTurn): OutputItem[] {
  const items: OutputItem[] = [];
  const part: Part =
    turn.refusal === undefined
      ? { type: 'output_text', text: turn.text, annotations: [], logprobs: [] }
      : { type: 'refusal', refusal: turn.refusal };
  if (turn.text || turn.refusal !== undefined || turn.calls.length === 0) {
    items.push({
      type: 'message',
      id: freshId('msg'),
      status: 'completed',
      role: 'assistant',
      content: [part],
    });
  }
  for (const call of turn.calls) {
    const ids = { id: freshId('fc'), call_id: freshId('call') };
    const rest = { name: call.name, arguments: call.argumentsJson };
    items.push({ type: 'function_call', ...ids, status: 'completed', ...rest });
  }
  return items;
}

/** Cuts a text to the asked number of tokens, as a model that runs out of them does. */
export function cutOutput(
  turn: ModelTurn,
  most: number | null | undefined,
): { turn: ModelTurn; cut: boolean } {
  if (!most || countTokens(turn.text) <= most) return { turn, cut: false };
  return { turn: { text: turn.text.slice(0, most * 4), calls: [] }, cut: true };
}

/** The complete response object at its start; the end fills in output, status and usage. */
export function openResponse(request: ResponseRequest) {
  return {
    id: freshId('resp'),
    object: 'response' as const,
    created_at: Math.floor(Date.now() / 1000),
    completed_at: null as number | null,
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null as { reason: string } | null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: null,
    model: request.model,
    output: [] as OutputItem[],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: { effort: request.reasoning?.effort ?? 'medium', summary: request.reasoning?.summary ?? null },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: request.service_tier ?? 'default',
    store: request.store ?? true,
    temperature: 1,
    text: {
      format: request.text?.format ?? { type: 'text' },
      verbosity: request.text?.verbosity ?? 'medium',
    },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_logprobs: 0,
    top_p: 1,
    truncation: request.truncation ?? 'disabled',
    usage: null as ReturnType<typeof usageOf> | null,
    user: request.user ?? null,
    metadata: request.metadata ?? {},
  };
}

export type ResponseObject = ReturnType<typeof openResponse>;

function usageOf(request: ResponseRequest, output: OutputItem[]) {
  const asked = JSON.stringify([request.instructions ?? '', request.input ?? '', request.tools ?? []]);
  const input = countTokens(asked);
  const spoken = output.map((item) =>
    item.type === 'message' ? JSON.stringify(item.content) : item.arguments,
  );
  const answered = countTokens(spoken.join(''));
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: answered,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + answered,
  };
}

/** The response at its end. */
export function closeResponse(
  response: ResponseObject,
  request: ResponseRequest,
  output: OutputItem[],
  cut: boolean,
): ResponseObject {
  return {
    ...response,
    status: cut ? 'incomplete' : 'completed',
    completed_at: cut ? null : Math.floor(Date.now() / 1000),
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    output,
    usage: usageOf(request, output),
  };
}
