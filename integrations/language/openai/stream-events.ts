import type { OpenAI } from 'openai';
import type { ModelEvent } from '../port.ts';
import { cutShort, failedInside, invalidAnswer } from './errors.ts';
import { toToolCall, toUsage } from './items.ts';

/** The vendor's events in our words. Ends with `done`, or throws: a stream that just stops is no whole answer. */
export async function* toModelEvents(
  events: AsyncIterable<OpenAI.Responses.ResponseStreamEvent>,
): AsyncGenerator<ModelEvent> {
  for await (const event of events) {
    switch (event.type) {
      case 'response.output_text.delta':
        yield { type: 'text', delta: event.delta };
        break;
      case 'response.output_item.done':
        if (event.item.type === 'function_call') yield toToolCall(event.item);
        break;
      case 'response.refusal.done':
        throw invalidAnswer('refusal', event.refusal);
      case 'response.incomplete':
        throw invalidAnswer(event.response.incomplete_details?.reason ?? 'incomplete');
      case 'response.failed':
        throw failedInside(event.response.error);
      case 'error':
        throw failedInside(event);
      case 'response.completed':
        yield { type: 'done', usage: toUsage(event.response) };
        return;
    }
  }
  throw cutShort();
}
