import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import type { LanguageModel } from '../port.ts';
import { aborted, classifyOpenAiError, invalidAnswer, vendor } from './errors.ts';
import { toItem, toTool, toUsage } from './items.ts';
import type { OpenAiSettings } from './settings.ts';
import { toModelEvents } from './stream-events.ts';

/** A model behind OpenAI's Responses API. Nothing is stored at the vendor. */
export function createOpenAi(settings: OpenAiSettings): LanguageModel {
  const { apiKey, baseUrl, model, timeoutMs } = settings;
  // organisation and project are named, or the SDK takes them from the environment
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: timeoutMs,
    organization: null,
    project: null,
    logLevel: 'off',
  });
  return {
    vendor,
    async *stream({ instructions, input, tools, signal }) {
      try {
        const events = await client.responses.create(
          {
            model,
            instructions,
            input: input.map(toItem),
            tools: tools.map(toTool),
            // on the phone every second of thought is silence
            reasoning: { effort: 'none' },
            store: false,
            stream: true,
          },
          { signal },
        );
        yield* toModelEvents(events);
      } catch (error) {
        throw signal.aborted ? aborted() : classifyOpenAiError(error);
      }
      // an aborted stream ends quietly in the SDK: it must not pass for a whole one
      if (signal.aborted) throw aborted();
    },
    async answer({ name, instructions, input, schema, signal }) {
      const response = await client.responses
        .create(
          {
            model,
            instructions,
            input: input.map(toItem),
            reasoning: { effort: 'low' },
            store: false,
            text: { format: zodTextFormat(schema, name) },
          },
          { signal },
        )
        .catch((error: unknown) => {
          throw signal.aborted ? aborted() : classifyOpenAiError(error);
        });
      const said = wholeText(response);
      const value = schema.safeParse(parseJson(said));
      if (!value.success) throw invalidAnswer('schema', said);
      return { value: value.data, usage: toUsage(response) };
    },
  };
}

function wholeText(response: OpenAI.Responses.Response): string {
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const refusal = parts.find((part) => part.type === 'refusal');
  if (refusal) throw invalidAnswer('refusal', refusal.refusal);
  if (response.status !== 'completed')
    throw invalidAnswer(response.incomplete_details?.reason ?? response.error?.code ?? 'incomplete');
  return parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
