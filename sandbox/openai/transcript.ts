import type { Line } from './conversation.ts';

export interface Said {
  by: 'lead' | 'agent';
  text: string;
}

const agentNames = /^(agent|assistant|ai|bot|us)$/i;
const leadNames = /^(lead|user|customer|caller|person|human|visitor)$/i;

function speakerOf(name: unknown): Said['by'] | null {
  if (typeof name !== 'string') return null;
  if (agentNames.test(name.trim())) return 'agent';
  return leadNames.test(name.trim()) ? 'lead' : null;
}

function fromJson(text: string): Said[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const found: Said[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === 'object' && node !== null) {
      const turn = node as Record<string, unknown>;
      const by = speakerOf(turn.speaker ?? turn.role ?? turn.by ?? turn.from);
      const words = turn.text ?? turn.content ?? turn.said;
      if (by && typeof words === 'string') found.push({ by, text: words });
      else for (const item of Object.values(turn)) visit(item);
    }
  };
  visit(value);
  return found;
}

function fromLines(text: string): Said[] {
  const found: Said[] = [];
  for (const row of text.split('\n')) {
    const match = /^\W*(?:\[[^\]]*\]\s*)?([A-Za-z]+)\s*:\s*(.*)$/.exec(row);
    const by = speakerOf(match?.[1]);
    const last = found.at(-1);
    if (by) found.push({ by, text: match?.[2] ?? '' });
    else if (last && row.trim()) last.text += ` ${row.trim()}`;
  }
  return found;
}

/** A call as turns, whether it was given as messages, as JSON or as lines `agent: …` and `lead: …`. */
export function readTranscript(lines: Line[]): Said[] {
  const said = lines.filter((line) => line.kind === 'said');
  const whole = said.map((line) => line.text).join('\n');
  const parsed = fromJson(whole.trim());
  if (parsed.length > 0) return parsed;
  const rows = said.length <= 1 ? fromLines(whole) : [];
  const embedded = /[[{][\s\S]*[\]}]/.exec(whole)?.[0];
  if (rows.length === 0 && said.length <= 1 && embedded) {
    const inside = fromJson(embedded);
    if (inside.length > 0) return inside;
  }
  return rows.length > 0 ? rows : said.map(({ by, text }) => ({ by, text }));
}
