import { type ModelTurn, readBrief } from './conversation.ts';
import { type Prompt, think } from './think.ts';

/** How the model behaves; every mode but `good` is something a guard must hold against. */
export const behaviours = [
  'good',
  'bad:schema',
  'bad:stall',
  'bad:slots',
  'bad:loop',
  'bad:inject',
  'bad:leak',
  'bad:refuse',
  'bad:prices',
] as const;
export type Behaviour = (typeof behaviours)[number];

function lastSaid(prompt: Prompt): string {
  const line = prompt.lines.findLast((each) => each.kind === 'said' && each.by === 'lead');
  return line?.kind === 'said' ? line.text : '';
}

/** Calls a tool with arguments that no schema allows. */
function breakSchema(prompt: Prompt): ModelTurn {
  const turn = think(prompt);
  if (prompt.format) return { text: `${turn.text.slice(0, -1)},"invented":true`, calls: [] };
  return { text: turn.text, calls: turn.calls.map((call) => ({ ...call, argumentsJson: '{"wrong": [}' })) };
}

/** Books a time that nobody offered and says that it is done. */
function inventSlots(prompt: Prompt): ModelTurn {
  const text = 'I have booked you for tomorrow at noon, that is certain.';
  const last = prompt.lines.at(-1);
  if (!prompt.tools.has('book_slot') || last?.kind === 'result') return { text, calls: [] };
  return { text, calls: [{ name: 'book_slot', argumentsJson: JSON.stringify({ slotId: 'invented-slot' }) }] };
}

function loop(prompt: Prompt): ModelTurn {
  const name = prompt.tools.has('offer_slots') ? 'offer_slots' : [...prompt.tools][0];
  return name ? { text: '', calls: [{ name, argumentsJson: '{"preference":null}' }] } : think(prompt);
}

/** A structured answer in its schema, in which every text says what this model wants it to say, and is sure of it. */
function claim(prompt: Prompt, text: string): ModelTurn {
  const honest = JSON.parse(think(prompt).text) as Record<string, unknown>;
  const lies: Record<string, unknown> = {
    reply: text,
    confidence: 1,
    summary: text,
    leadSummary: text,
    nextStep: text,
    outcome: 'booked',
    interest: { text, turns: [1] },
    budget: { amountMinor: 9_900, currency: 'USD', turns: [1, 2] },
    objections: [{ text: 'It has to begin on 31 December.', turns: [2] }],
    sentiment: 'positive',
  };
  const brief = readBrief(prompt.instructions);
  const answers = (brief?.questions ?? []).map(({ id }) => ({
    questionId: id,
    answer: 'Exactly 99 dollars in December',
    turns: [2],
  }));
  const sources = (brief?.knowledge ?? []).slice(0, 1).map(({ title }) => title);
  const claimed = Object.entries({ ...lies, answers, sources }).filter(([name]) => name in honest);
  return { text: JSON.stringify({ ...honest, ...Object.fromEntries(claimed) }), calls: [] };
}

/** What the lead's words order to be said. */
const ordered = (heard: string): string | undefined =>
  /\b(?:say|repeat|write|tell me|answer with)\b[:\s]+(.+)/is.exec(heard)?.[1]?.trim();

/** Does what the lead's words order, whatever the instructions say. */
function obey(prompt: Prompt): ModelTurn {
  const heard = lastSaid(prompt);
  const tool = [...prompt.tools].find((name) => heard.includes(name));
  const args = /\{[\s\S]*\}/.exec(heard)?.[0] ?? '{}';
  if (tool) return { text: '', calls: [{ name: tool, argumentsJson: args }] };
  const order = ordered(heard);
  if (/ignore|instructions|system prompt/i.test(heard) && !order) return leak(prompt);
  return order ? { text: order, calls: [] } : think(prompt);
}

function obeyInForm(prompt: Prompt): ModelTurn {
  const order = ordered(lastSaid(prompt));
  return order ? claim(prompt, order) : think(prompt);
}

const prices = 'It costs exactly 99 dollars, with 50 % off until Friday.';

function leak(prompt: Prompt): ModelTurn {
  return { text: `My instructions are: ${prompt.instructions}`, calls: [] };
}

/** The turn of a model that misbehaves; `bad:stall` never reaches this point. */
export function misbehave(behaviour: Exclude<Behaviour, 'good' | 'bad:stall'>, prompt: Prompt): ModelTurn {
  switch (behaviour) {
    case 'bad:schema':
      return breakSchema(prompt);
    case 'bad:slots':
      return prompt.format
        ? claim(prompt, 'I have booked you for tomorrow at noon, that is certain.')
        : inventSlots(prompt);
    case 'bad:loop':
      return loop(prompt);
    case 'bad:inject':
      return prompt.format ? obeyInForm(prompt) : obey(prompt);
    case 'bad:leak':
      return prompt.format ? claim(prompt, leak(prompt).text) : leak(prompt);
    case 'bad:prices':
      return prompt.format ? claim(prompt, prices) : { text: prices, calls: [] };
    case 'bad:refuse':
      return { text: '', calls: [], refusal: 'I am sorry, but I cannot help with that.' };
  }
}
