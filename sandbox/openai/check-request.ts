import { checkStrictSchema } from './check-schema.ts';
import type { InputItem } from './conversation.ts';
import { badParameter, OpenaiRefusal } from './errors.ts';
import type { Schema } from './fit-schema.ts';
import { responseModels } from './models.ts';

export interface FunctionTool {
  type: string;
  name: string;
  description?: string | null;
  strict: boolean | null;
  parameters: Schema | null;
}

export interface TextFormat {
  type: string;
  name?: string;
  strict?: boolean | null;
  schema?: Schema;
  description?: string;
}

export interface ResponseRequest {
  model: string;
  input: string | InputItem[];
  instructions?: string | null;
  tools?: FunctionTool[];
  tool_choice?: unknown;
  text?: { format?: TextFormat; verbosity?: string };
  stream?: boolean | null;
  store?: boolean | null;
  max_output_tokens?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  reasoning?: { effort?: string | null; summary?: string | null } | null;
  metadata?: Record<string, string> | null;
  parallel_tool_calls?: boolean | null;
  previous_response_id?: string | null;
  truncation?: string | null;
  user?: string | null;
  safety_identifier?: string | null;
  prompt_cache_key?: string | null;
  service_tier?: string | null;
}

const known = new Set(
  'background context_management conversation include input instructions max_output_tokens max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user'.split(
    ' ',
  ),
);
const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;

function missing(param: string): OpenaiRefusal {
  return badParameter(param, `Missing required parameter: '${param}'.`, 'missing_required_parameter');
}

function checkTool(tool: FunctionTool, at: string): void {
  if (tool.type !== 'function') throw badParameter(`${at}.type`, `Invalid value: '${tool.type}'.`);
  if (!tool.name) throw missing(`${at}.name`);
  if (!namePattern.test(tool.name)) throw badParameter(`${at}.name`, `Invalid '${at}.name'.`);
  if (tool.strict === undefined) throw missing(`${at}.strict`);
  if (tool.parameters === undefined) throw missing(`${at}.parameters`);
  if (tool.strict && tool.parameters) {
    checkStrictSchema(
      tool.parameters,
      `function '${tool.name}'`,
      `${at}.parameters`,
      'invalid_function_parameters',
    );
  }
}

function checkFormat(format: TextFormat): void {
  if (!['text', 'json_object', 'json_schema'].includes(format.type)) {
    throw badParameter('text.format.type', `Invalid value: '${format.type}'.`);
  }
  if (format.type !== 'json_schema') return;
  if (!format.name) throw missing('text.format.name');
  if (!namePattern.test(format.name)) throw badParameter('text.format.name', "Invalid 'text.format.name'.");
  if (!format.schema) throw missing('text.format.schema');
  if (format.strict) {
    const owner = `response_format '${format.name}'`;
    checkStrictSchema(format.schema, owner, 'text.format.schema', 'invalid_json_schema');
  }
}

function checkNumbers(body: ResponseRequest): void {
  const most = body.max_output_tokens;
  if (most !== undefined && most !== null && (!Number.isInteger(most) || most < 16)) {
    const why = `integer below minimum value. Expected a value >= 16, but got ${most} instead.`;
    throw badParameter('max_output_tokens', `Invalid 'max_output_tokens': ${why}`, 'integer_below_min_value');
  }
  const effort = body.reasoning?.effort;
  if (effort && !efforts.includes(effort)) {
    throw badParameter('reasoning.effort', `Invalid value: '${effort}'. Supported: ${efforts.join(', ')}.`);
  }
  for (const name of ['temperature', 'top_p'] as const) {
    if (body[name] === undefined || body[name] === null || effort === 'none') continue;
    const why = `Unsupported parameter: '${name}' is not supported with this model.`;
    throw badParameter(name, why, 'unsupported_parameter');
  }
}

/** The request of `POST /responses` as a checked object, or the vendor's refusal; `input` is checked apart. */
export function checkRequest(raw: unknown): ResponseRequest {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new OpenaiRefusal(400, null, 'We could not parse the JSON body of your request.');
  }
  const unknown = Object.keys(raw).find((name) => !known.has(name));
  if (unknown) throw badParameter(unknown, `Unknown parameter: '${unknown}'.`, 'unknown_parameter');
  const body = raw as ResponseRequest;
  if (!body.model) throw missing('model');
  if (!responseModels.includes(body.model)) {
    const why = `The model \`${body.model}\` does not exist or you do not have access to it.`;
    throw new OpenaiRefusal(404, 'model_not_found', why);
  }
  if (body.input === undefined && !body.previous_response_id) throw missing('input');
  if (body.tools !== undefined && !Array.isArray(body.tools)) {
    throw badParameter('tools', "Invalid type for 'tools': expected an array.", 'invalid_type');
  }
  for (const [index, tool] of (body.tools ?? []).entries()) checkTool(tool, `tools[${index}]`);
  if (body.text?.format) checkFormat(body.text.format);
  checkNumbers(body);
  return body;
}
