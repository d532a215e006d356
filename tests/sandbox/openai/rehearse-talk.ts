import { type Line, readBrief } from '../../../sandbox/openai/conversation.ts';
import { decideTalk } from '../../../sandbox/openai/talk-rules.ts';
import { readTalk } from '../../../sandbox/openai/talk-state.ts';
import type { TalkBrief, TalkToolCalls } from '../../../schema/contracts/talk.ts';
import { talkTools } from '../../../schema/contracts/talk.ts';

export const brief: TalkBrief = {
  business: 'Heavenly Drops',
  agentName: 'Maya',
  leadFirstName: 'Asha',
  language: 'en-IN',
  languages: ['en', 'de', 'tr'],
  handOver: true,
  askRecording: false,
  interest: 'water softener',
  questions: [
    { id: 'household', ask: 'How many people live in your home?', kind: 'number' },
    {
      id: 'source',
      ask: 'Is your water from a well or from the city?',
      kind: 'choice',
      choices: ['well', 'city'],
    },
    { id: 'budget', ask: 'What budget do you have in mind?', kind: 'text' },
  ],
  knowledge: [
    {
      title: 'Warranty',
      text: 'Every softener has a warranty of five years. Parts are included. More on request.',
    },
    { title: 'Delivery', text: 'We deliver within three days in Pune.' },
  ],
  timeZone: 'Asia/Kolkata',
  now: '2026-11-23T05:00:00Z',
  greeting: 'Hello Asha, this is Maya of Heavenly Drops. May I ask you a few questions?',
};

export const slots = [
  { slotId: 's1', spoken: 'Tuesday at 10 am', startAt: '2026-11-24T04:30:00Z' },
  { slotId: 's2', spoken: 'Tuesday at 3 pm', startAt: '2026-11-24T09:30:00Z' },
  { slotId: 's3', spoken: 'Wednesday at 11:30 am', startAt: '2026-11-25T06:00:00Z' },
];

export interface Rehearsal {
  said: string[];
  calls: { name: string; args: Record<string, unknown> }[];
  lines: Line[];
}

type Results = Partial<{ [Tool in keyof TalkToolCalls]: TalkToolCalls[Tool]['result'] }>;

/** Plays a whole talk: the lead says one sentence after the other, tools answer at once, until `end_call`. */
export function rehearse(lead: string[], results: Results = {}, own: Partial<TalkBrief> = {}): Rehearsal {
  const talkBrief = readBrief(`<brief>\n${JSON.stringify({ ...brief, ...own })}\n</brief>`);
  if (!talkBrief) throw new Error('no brief');
  const lines: Line[] = [];
  const said: string[] = [];
  const calls: Rehearsal['calls'] = [];
  const answered = new Set<string>();
  const answer = (name: string, args: Record<string, unknown>): Record<string, unknown> => {
    const fixed = results[name as keyof TalkToolCalls];
    if (fixed) return fixed as unknown as Record<string, unknown>;
    if (name === 'record_answer') {
      answered.add(String(args.questionId));
      return { remaining: talkBrief.questions.map(({ id }) => id).filter((id) => !answered.has(id)) };
    }
    if (name === 'offer_slots') return { slots };
    if (name === 'book_slot') return { status: 'booked', spoken: 'See you then.' };
    if (name === 'request_callback') return { status: 'noted', spoken: 'We will call you then.' };
    return { status: 'noted' };
  };
  const speak = (): boolean => {
    for (let step = 0; step < 6; step += 1) {
      const turn = decideTalk(readTalk(talkBrief, lines, new Set(talkTools)));
      if (turn.text) {
        said.push(turn.text);
        lines.push({ kind: 'said', by: 'agent', text: turn.text });
      }
      if (turn.calls.length === 0) return true;
      for (const call of turn.calls) {
        const args = JSON.parse(call.argumentsJson) as Record<string, unknown>;
        const callId = `call_${calls.length}`;
        calls.push({ name: call.name, args });
        lines.push({ kind: 'call', callId, name: call.name, args });
        lines.push({ kind: 'result', callId, name: call.name, value: answer(call.name, args) });
        if (call.name === 'end_call') return false;
      }
    }
    throw new Error('the model went round in circles');
  };
  for (const text of lead) {
    lines.push({ kind: 'said', by: 'lead', text });
    if (!speak()) break;
  }
  return { said, calls, lines };
}
