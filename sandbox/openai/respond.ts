import { type Behaviour, misbehave } from './bad-model.ts';
import { checkInput } from './check-input.ts';
import { checkRequest } from './check-request.ts';
import type { InputItem } from './conversation.ts';
import { badParameter } from './errors.ts';
import {
  closeResponse,
  cutOutput,
  openResponse,
  outputItems,
  type ResponseObject,
} from './response-object.ts';
import { readPrompt, think } from './think.ts';

/** A response that is decided but not yet sent: how it opens, how it ends, and all that it was made from. */
export interface Prepared {
  stream: boolean;
  items: InputItem[];
  open: ResponseObject;
  done: ResponseObject;
}

/** Checks the body of `POST /responses` and decides the answer; `kept` holds the items of stored responses. */
export function prepare(raw: unknown, behaviour: Behaviour, kept: Map<string, InputItem[]>): Prepared {
  const request = checkRequest(raw);
  const previous = request.previous_response_id;
  const earlier = previous ? kept.get(previous) : [];
  if (!earlier) {
    const why = `Previous response with id '${previous}' not found.`;
    throw badParameter('previous_response_id', why, 'previous_response_not_found');
  }
  const items = checkInput(request.input ?? [], earlier);
  const prompt = readPrompt(request, items);
  const good = behaviour === 'good' || behaviour === 'bad:stall';
  const { turn, cut } = cutOutput(
    good ? think(prompt) : misbehave(behaviour, prompt),
    request.max_output_tokens,
  );
  const open = openResponse(request);
  const done = closeResponse(open, request, outputItems(turn), cut);
  return { stream: request.stream === true, items, open, done };
}
