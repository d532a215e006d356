import type { ResponseRequest, TextFormat } from './check-request.ts';
import {
  type InputItem,
  type Line,
  type ModelTurn,
  readBrief,
  readInstructions,
  readLines,
} from './conversation.ts';
import { fitSchema } from './fit-schema.ts';
import { replyTo } from './reply-rules.ts';
import { summarise } from './summary-rules.ts';
import { decideTalk } from './talk-rules.ts';
import { readTalk } from './talk-state.ts';
import { readTranscript } from './transcript.ts';

/** What the model was given, read once. */
export interface Prompt {
  request: ResponseRequest;
  instructions: string;
  lines: Line[];
  tools: Set<string>;
  format: TextFormat | null;
}

export function readPrompt(request: ResponseRequest, items: InputItem[]): Prompt {
  const offered = request.tool_choice === 'none' ? [] : (request.tools ?? []);
  return {
    request,
    instructions: readInstructions(request.instructions, items),
    lines: readLines(items),
    tools: new Set(offered.map((tool) => tool.name)),
    format: request.text?.format?.type === 'json_schema' ? request.text.format : null,
  };
}

/** What the lead wrote since the last answer. */
function openQuestions(lines: Line[]): string {
  const answered = lines.findLastIndex((line) => line.kind === 'said' && line.by === 'agent');
  const said = lines.slice(answered + 1).filter((line) => line.kind === 'said' && line.by === 'lead');
  return said.map((line) => (line.kind === 'said' ? line.text : '')).join('\n');
}

function wishedAnswer(prompt: Prompt, name: string | undefined): unknown {
  const brief = readBrief(prompt.instructions);
  if (!brief) return undefined;
  if (name === 'call_summary') return summarise(brief, readTranscript(prompt.lines));
  if (name === 'email_reply') return replyTo(brief, openQuestions(prompt.lines));
  return undefined;
}

/** The well-behaved model: a talk by its brief, a structured answer in its schema, otherwise one plain sentence. */
export function think(prompt: Prompt): ModelTurn {
  if (prompt.format?.schema) {
    const value = fitSchema(prompt.format.schema, wishedAnswer(prompt, prompt.format.name));
    return { text: JSON.stringify(value), calls: [] };
  }
  if (prompt.request.text?.format?.type === 'json_object') return { text: '{}', calls: [] };
  const brief = readBrief(prompt.instructions);
  if (brief && prompt.tools.size > 0) return decideTalk(readTalk(brief, prompt.lines, prompt.tools));
  return { text: 'This is the answer of the sandbox model.', calls: [] };
}
