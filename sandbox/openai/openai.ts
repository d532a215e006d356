import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { CreateVendor, Route, VendorAnswer, VendorRequest } from '../vendor.ts';
import { type Behaviour, behaviours } from './bad-model.ts';
import type { InputItem } from './conversation.ts';
import { makeEmbeddings } from './embeddings.ts';
import { OpenaiRefusal } from './errors.ts';
import { findModel, listModels } from './models.ts';
import { prepare } from './respond.ts';
import { eventText, responseEvents } from './stream.ts';

const stallMs = 600_000;

function refuse(error: OpenaiRefusal): VendorAnswer {
  return { status: error.status, json: error.body };
}

function checkKey(request: VendorRequest): VendorAnswer | null {
  const header = request.headers.authorization;
  if (header === `Bearer ${sandboxCredentials.openaiApiKey}`) return null;
  const why = header
    ? 'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.'
    : "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.";
  return refuse(new OpenaiRefusal(401, header ? 'invalid_api_key' : null, why));
}

function readJson(request: VendorRequest): unknown {
  try {
    return JSON.parse(request.rawBody.toString());
  } catch {
    const why = 'We could not parse the JSON body of your request.';
    throw new OpenaiRefusal(400, null, why);
  }
}

function failure(status: number, request: VendorRequest): VendorAnswer {
  if (status === 404) {
    return refuse(new OpenaiRefusal(404, null, `Invalid URL (${request.method} ${request.path})`));
  }
  const limited = status === 429;
  const why = limited
    ? 'Rate limit reached for the model.'
    : 'The server had an error while processing your request.';
  return refuse(new OpenaiRefusal(status, limited ? 'rate_limit_exceeded' : null, why));
}

function stall(signal: AbortSignal): Promise<void> {
  return sleep(stallMs, undefined, { signal, ref: false }).catch(() => undefined);
}

/** OpenAI: Responses with streaming, tools and structured output, embeddings and models. */
export const createOpenai: CreateVendor = (context) => {
  const { tokenMs } = context.settings;
  const kept = context.store.map<InputItem[]>('responses');
  let behaviour: Behaviour = 'good';
  // null: every model behaves so
  let misbehaving: string | null = null;
  let answered = 0;

  const behaviourOf = (raw: unknown): Behaviour =>
    misbehaving === null || (raw as { model?: unknown } | null)?.model === misbehaving ? behaviour : 'good';

  async function* speak(
    prepared: ReturnType<typeof prepare>,
    behaves: Behaviour,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    let events = 0;
    for (const event of responseEvents(prepared.open, prepared.done)) {
      if (signal.aborted) return;
      if (event.type === 'response.output_text.delta') await sleep(tokenMs);
      yield eventText(event);
      events += 1;
      if (behaves === 'bad:stall' && events === 4) return void (await stall(signal));
    }
  }

  async function respond(request: VendorRequest): Promise<VendorAnswer> {
    const raw = readJson(request);
    const behaves = behaviourOf(raw);
    const prepared = prepare(raw, behaves, kept);
    answered += 1;
    if (prepared.open.store)
      kept.set(prepared.done.id, [...prepared.items, ...(prepared.done.output as InputItem[])]);
    const headers = {
      'x-request-id': `req_${prepared.done.id.slice(5, 37)}`,
      'openai-version': '2020-10-01',
    };
    if (prepared.stream) {
      const events = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
      return {
        status: 200,
        headers: { ...headers, ...events },
        stream: speak(prepared, behaves, request.signal),
      };
    }
    if (behaves === 'bad:stall') await stall(request.signal);
    return { status: 200, headers, json: prepared.done };
  }

  const routes: Route[] = [
    { method: 'POST', path: '/responses', operation: 'responses.create', handle: respond },
    // the same under another address, as of a second provider: it fails by faults of its own
    { method: 'POST', path: '/fallback/responses', operation: 'fallback.create', handle: respond },
    {
      method: 'POST',
      path: '/embeddings',
      operation: 'embeddings.create',
      handle: (request) => ({ status: 200, json: makeEmbeddings(readJson(request)) }),
    },
    {
      method: 'GET',
      path: '/models',
      operation: 'models.list',
      handle: () => ({ status: 200, json: listModels() }),
    },
    {
      method: 'GET',
      path: '/models/:id',
      operation: 'models.get',
      handle: (request) => ({ status: 200, json: findModel(request.params.id ?? '') }),
    },
  ];
  return {
    name: 'openai',
    prefix: '/openai/v1',
    routes,
    adminRoutes: [
      {
        method: 'POST',
        path: '/behaviour',
        operation: 'admin.behaviour',
        handle(request) {
          const { mode, model = null } = readJson(request) as { mode?: string; model?: string | null };
          const known = behaviours.find((each) => each === mode);
          if (!known) return { status: 400, json: { error: `mode is one of ${behaviours.join(', ')}` } };
          behaviour = known;
          misbehaving = model;
          return { status: 200, json: { mode: behaviour } };
        },
      },
    ],
    guard: checkKey,
    refusal: (error) => (error instanceof OpenaiRefusal ? refuse(error) : null),
    failure,
    state: () => ({ behaviour, answered, kept: [...kept.keys()] }),
    reset() {
      behaviour = 'good';
      misbehaving = null;
      answered = 0;
    },
  };
};
