import type { CallItem, MessageItem, OutputItem, ResponseObject } from './response-object.ts';

export interface StreamEvent {
  type: string;
  [field: string]: unknown;
}

/** Words with the blank before them: a text streams like spoken words. */
export function chunks(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function* messageEvents(item: MessageItem, outputIndex: number): Generator<StreamEvent> {
  const part = item.content[0];
  if (!part) return;
  const at = { item_id: item.id, output_index: outputIndex, content_index: 0 };
  if (part.type === 'refusal') {
    yield { type: 'response.content_part.added', ...at, part: { ...part, refusal: '' } };
    for (const delta of chunks(part.refusal)) yield { type: 'response.refusal.delta', ...at, delta };
    yield { type: 'response.refusal.done', ...at, refusal: part.refusal };
  } else {
    yield { type: 'response.content_part.added', ...at, part: { ...part, text: '' } };
    for (const delta of chunks(part.text)) {
      yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] };
    }
    yield { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] };
  }
  yield { type: 'response.content_part.done', ...at, part };
}

function* callEvents(item: CallItem, outputIndex: number): Generator<StreamEvent> {
  const at = { item_id: item.id, output_index: outputIndex };
  for (const delta of item.arguments.match(/.{1,12}/gs) ?? []) {
    yield { type: 'response.function_call_arguments.delta', ...at, delta };
  }
  const rest = { name: item.name, arguments: item.arguments };
  yield { type: 'response.function_call_arguments.done', ...at, ...rest };
}

function started(item: OutputItem): OutputItem {
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] };
  return { ...item, status: 'in_progress', arguments: '' };
}

/** Every event of a streamed response, in the vendor's order and numbered without a gap. */
export function* responseEvents(open: ResponseObject, done: ResponseObject): Generator<StreamEvent> {
  let sequence = 0;
  const number = (event: StreamEvent): StreamEvent => {
    const numbered = { ...event, sequence_number: sequence };
    sequence += 1;
    return numbered;
  };
  yield number({ type: 'response.created', response: open });
  yield number({ type: 'response.in_progress', response: open });
  for (const [index, item] of done.output.entries()) {
    yield number({ type: 'response.output_item.added', output_index: index, item: started(item) });
    const inner = item.type === 'message' ? messageEvents(item, index) : callEvents(item, index);
    for (const event of inner) yield number(event);
    yield number({ type: 'response.output_item.done', output_index: index, item });
  }
  yield number({
    type: done.status === 'incomplete' ? 'response.incomplete' : 'response.completed',
    response: done,
  });
}

/** One event as it goes over the wire. */
export function eventText(event: StreamEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
