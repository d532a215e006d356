import type { TalkBrief } from '../../schema/contracts/talk.ts';

/** One line of what the model was given: something said, a tool that it called, or what the tool answered. */
export type Line =
  | { kind: 'said'; by: 'lead' | 'agent'; text: string }
  | { kind: 'call'; callId: string; name: string; args: Record<string, unknown> }
  | { kind: 'result'; callId: string; name: string; value: Record<string, unknown> };

/** What the imitated model says and calls in one response. */
export interface ModelTurn {
  text: string;
  calls: { name: string; argumentsJson: string }[];
  refusal?: string;
}

export interface InputItem {
  type?: string;
  role?: string;
  content?: string | { type: string; text?: string }[];
  call_id?: string;
  name?: string;
  arguments?: string;
  output?: string | { type: string; text?: string }[];
}

function contentText(content: InputItem['content']): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.map((part) => part.text ?? '').join('');
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The checked input items as lines; system and developer messages belong to the instructions. */
export function readLines(items: InputItem[]): Line[] {
  const names = new Map<string, string>();
  const lines: Line[] = [];
  for (const item of items) {
    const callId = item.call_id ?? '';
    if (item.type === 'function_call') {
      names.set(callId, item.name ?? '');
      lines.push({ kind: 'call', callId, name: item.name ?? '', args: parseObject(item.arguments ?? '') });
    } else if (item.type === 'function_call_output') {
      const value = parseObject(contentText(item.output));
      lines.push({ kind: 'result', callId, name: names.get(callId) ?? '', value });
    } else if (item.role === 'user' || item.role === 'assistant') {
      const text = contentText(item.content);
      if (text.trim()) lines.push({ kind: 'said', by: item.role === 'user' ? 'lead' : 'agent', text });
    }
  }
  return lines;
}

/** The instructions together with every system and developer message of the input. */
export function readInstructions(instructions: string | null | undefined, items: InputItem[]): string {
  const system = items.filter((item) => item.role === 'system' || item.role === 'developer');
  return [instructions ?? '', ...system.map((item) => contentText(item.content))].join('\n');
}

/** The JSON object between the lines `<brief>` and `</brief>`, with every field in place, or null. */
export function readBrief(instructions: string): TalkBrief | null {
  const match = /<brief>\s*([\s\S]*?)\s*<\/brief>/.exec(instructions);
  if (!match?.[1]) return null;
  const found = parseObject(match[1]) as Partial<TalkBrief>;
  return {
    business: found.business ?? '',
    agentName: found.agentName ?? '',
    leadFirstName: found.leadFirstName ?? null,
    language: found.language ?? 'en',
    languages: found.languages ?? [],
    handOver: found.handOver ?? false,
    askRecording: found.askRecording ?? false,
    interest: found.interest ?? null,
    questions: found.questions ?? [],
    knowledge: found.knowledge ?? [],
    timeZone: found.timeZone ?? 'UTC',
    now: found.now ?? new Date().toISOString(),
    greeting: found.greeting ?? '',
  };
}
