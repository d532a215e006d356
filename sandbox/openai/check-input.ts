import type { InputItem } from './conversation.ts';
import { badParameter } from './errors.ts';

const roles = ['user', 'assistant', 'system', 'developer'];
const fields: Record<string, string[]> = {
  message: ['type', 'role', 'content', 'id', 'status', 'phase'],
  function_call: ['type', 'call_id', 'name', 'arguments', 'id', 'status', 'namespace', 'async', 'caller'],
  reasoning: ['type', 'id', 'summary', 'content', 'encrypted_content', 'status'],
  function_call_output: ['type', 'call_id', 'output', 'id', 'status'],
};

function refuse(param: string, message: string, code = 'invalid_value'): never {
  throw badParameter(param, message, code);
}

function checkMessage(item: InputItem, at: string): void {
  if (!item.role || !roles.includes(item.role)) {
    refuse(`${at}.role`, `Invalid value: '${item.role}'. Supported values are: ${roles.join(', ')}.`);
  }
  if (item.content === undefined) {
    refuse(`${at}.content`, `Missing required parameter: '${at}.content'.`, 'missing_required_parameter');
  }
  if (typeof item.content === 'string') return;
  if (!Array.isArray(item.content)) {
    refuse(
      `${at}.content`,
      `Invalid type for '${at}.content': expected a string or an array.`,
      'invalid_type',
    );
  }
  const kinds =
    item.role === 'assistant' ? ['output_text', 'refusal'] : ['input_text', 'input_image', 'input_file'];
  for (const [index, part] of (item.content ?? []).entries()) {
    if (!kinds.includes(part.type)) {
      const where = `${at}.content[${index}].type`;
      refuse(where, `Invalid value: '${part.type}'. Supported values are: ${kinds.join(', ')}.`);
    }
  }
}

function checkCall(item: InputItem, at: string): void {
  for (const name of ['call_id', 'name', 'arguments'] as const) {
    if (typeof item[name] !== 'string') {
      refuse(`${at}.${name}`, `Missing required parameter: '${at}.${name}'.`, 'missing_required_parameter');
    }
  }
}

function checkOutput(item: InputItem, at: string, calls: Set<string>): void {
  if (typeof item.call_id !== 'string') {
    refuse(`${at}.call_id`, `Missing required parameter: '${at}.call_id'.`, 'missing_required_parameter');
  }
  if (typeof item.output !== 'string' && !Array.isArray(item.output)) {
    refuse(`${at}.output`, `Missing required parameter: '${at}.output'.`, 'missing_required_parameter');
  }
  if (!calls.has(item.call_id)) {
    refuse('input', `No tool call found for function call output with call_id ${item.call_id}.`);
  }
}

/** The input as items: each well formed, each tool output after its call, and no call without its output. */
export function checkInput(input: unknown, earlier: InputItem[]): InputItem[] {
  if (typeof input === 'string') return [...earlier, { type: 'message', role: 'user', content: input }];
  if (!Array.isArray(input)) {
    refuse(
      'input',
      "Invalid type for 'input': expected a string or an array of input items.",
      'invalid_type',
    );
  }
  const items = [...earlier, ...(input as InputItem[])];
  const calls = new Set<string>();
  const answered = new Set<string>();
  for (const [index, item] of items.entries()) {
    const at = `input[${index - earlier.length}]`;
    const kind = item?.type ?? 'message';
    const allowed = fields[kind];
    if (typeof item !== 'object' || !allowed) {
      refuse(at, `Invalid value: '${kind}'. Supported values are: ${Object.keys(fields).join(', ')}.`);
    }
    const unknown = Object.keys(item).find((name) => !allowed.includes(name));
    if (unknown) refuse(`${at}.${unknown}`, `Unknown parameter: '${at}.${unknown}'.`, 'unknown_parameter');
    if (kind === 'message') checkMessage(item, at);
    if (kind === 'function_call') {
      checkCall(item, at);
      calls.add(item.call_id ?? '');
    }
    if (kind === 'function_call_output') {
      checkOutput(item, at, calls);
      answered.add(item.call_id ?? '');
    }
  }
  const open = [...calls].find((call) => !answered.has(call));
  if (open) refuse('input', `No tool output found for function call ${open}.`);
  return items;
}
