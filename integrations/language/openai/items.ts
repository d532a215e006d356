import type { OpenAI } from 'openai';
import type { ModelEvent, ModelInput, ModelTool, ModelUsage } from '../port.ts';

/** A line of the conversation as the Responses API wants it. */
export function toItem(line: ModelInput): OpenAI.Responses.ResponseInputItem {
  switch (line.role) {
    case 'toolCall':
      return { type: 'function_call', call_id: line.callId, name: line.name, arguments: line.argumentsJson };
    case 'toolResult':
      return { type: 'function_call_output', call_id: line.callId, output: line.resultJson };
    default:
      return { role: line.role, content: line.text };
  }
}

export const toTool = ({ name, description, parameters }: ModelTool): OpenAI.Responses.FunctionTool => ({
  type: 'function',
  name,
  description,
  parameters,
  strict: true,
});

export const toUsage = ({ model, usage }: OpenAI.Responses.Response): ModelUsage => ({
  model,
  inputTokens: usage?.input_tokens ?? 0,
  outputTokens: usage?.output_tokens ?? 0,
});

export const toToolCall = (call: OpenAI.Responses.ResponseFunctionToolCall): ModelEvent => ({
  type: 'toolCall',
  callId: call.call_id,
  name: call.name,
  argumentsJson: call.arguments,
});
