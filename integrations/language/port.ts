import type * as z from 'zod';

/** One line of a conversation, as the model reads it. */
export type ModelInput =
  | { role: 'user' | 'assistant'; text: string }
  | { role: 'toolCall'; callId: string; name: string; argumentsJson: string }
  | { role: 'toolResult'; callId: string; resultJson: string };

/** A tool that the model may call; `parameters` is a strict JSON schema. */
export interface ModelTool {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

/** What arrives while the model speaks. `done` is always the last event of a turn that did not fail. */
export type ModelEvent =
  | { type: 'text'; delta: string }
  | { type: 'toolCall'; callId: string; name: string; argumentsJson: string }
  | { type: 'done'; usage: ModelUsage };

export interface ModelUsage {
  model: string;
  inputTokens: number;
  outputTokens: number;
}

/** A language model by one vendor. Every method throws `VendorFailure`; none retries; all end when `signal` aborts. */
export interface LanguageModel {
  readonly vendor: string;
  /** Speaks token by token; may call tools. */
  stream(turn: {
    instructions: string;
    input: ModelInput[];
    tools: ModelTool[];
    signal: AbortSignal;
  }): AsyncIterable<ModelEvent>;
  /** Answers in the schema asked for, or throws `Vendor.InvalidAnswer` (refusal, incomplete, not in the schema). */
  answer<T>(question: {
    name: string;
    instructions: string;
    input: ModelInput[];
    schema: z.ZodType<T>;
    signal: AbortSignal;
  }): Promise<{ value: T; usage: ModelUsage }>;
}
