import type { Person } from '../../end-to-end/leads.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';

/** Somebody of `sandbox/personas/callers.ts`; a first name of its own tells the model's requests apart. */
const caller =
  (name: string, area: number, firstName = name) =>
  (nth: number): Person => ({
    name: `${firstName} Number${nth}`,
    phone: `+1${area}55501${String(nth).padStart(2, '0')}`,
    email: `${name}+${nth}@number${nth}.example`,
    interest: 'work',
    message: `a question from number ${nth}`,
  });
const twilioFaults =
  (...faults: { operation: string; kind: string; times?: number }[]): NonNullable<Scene['faults']> =>
  ({ phone }) =>
    faults.map((fault) => ({ vendor: 'twilio', about: phone, ...fault }));
const losesTheSocket = twilioFaults({ operation: 'relay', kind: 'acceptThenDrop' });

/** The last thing that the lead heard was in the language that it asked for. */
const endsInGerman: NonNullable<Scene['play']> = async ({ sandbox }, { phone }) => {
  const call = await waitUntil(
    'the end of the talk',
    async () =>
      (await sandbox.calls()).find(({ order, status }) => order.to === phone && status === 'completed'),
    { withinMs: 90_000 },
  );
  const last = call.turns.findLast(({ by }) => by === 'agent')?.text ?? '';
  if (!/Wiederhören/.test(last)) throw new Error(`the last words are not German: ${last}`);
};
const modelFault = (kind: string, about: string, more: object = {}) => ({
  ...{ vendor: 'openai', operation: 'responses.create', kind, about, times: 100 },
  ...more,
});

/** The talk itself: who speaks how, whom they ask for, and what happens when the model or a process of ours is away. */
export const talkScenes: Scene[] = [
  { persona: 'ilse', fault: '–', person: caller('ilse', 803) },
  {
    persona: 'ilse',
    fault: 'the talk’s socket is lost',
    person: caller('ilse', 803),
    faults: losesTheSocket,
    ends: 'attend',
  },
  { persona: 'sol', fault: '–', person: caller('sol', 804) },
  {
    persona: 'sol',
    fault: 'statuses are told twice and out of order',
    person: caller('sol', 804),
    faults: twilioFaults(
      { operation: 'statusCallback', kind: 'duplicateCallback', times: 6 },
      { operation: 'statusCallback', kind: 'reorderCallbacks', times: 3 },
    ),
  },
  { persona: 'mumm', fault: '–', person: caller('mumm', 805) },
  { persona: 'dora', fault: '–', person: caller('dora', 806) },
  { persona: 'gerd', fault: '–', person: caller('gerd', 807), play: endsInGerman, ends: 'attend' },
  {
    persona: 'gerd',
    fault: 'the talk’s socket is lost',
    person: caller('gerd', 807),
    faults: losesTheSocket,
    play: endsInGerman,
    ends: 'attend',
  },
  { persona: 'paul', fault: '–', person: caller('paul', 808) },
  {
    persona: 'paul',
    fault: 'what became of the transfer is told twice',
    person: caller('paul', 808),
    faults: twilioFaults(
      { operation: 'dialAction', kind: 'duplicateCallback' },
      { operation: 'statusCallback', kind: 'duplicateCallback', times: 8 },
    ),
  },
  { persona: 'rita', fault: '–', person: caller('rita', 809) },
  { persona: 'dirk', fault: '–', person: caller('dirk', 810) },
  {
    persona: 'ivy',
    fault: 'the model is slow',
    person: caller('ivy', 505, 'Tardis'),
    faults: () => [modelFault('delay', 'Tardis', { params: { ms: 8_000 }, times: 3 })],
  },
  {
    persona: 'ivy',
    fault: 'the model is away',
    person: caller('ivy', 505, 'Awaya'),
    faults: () => [modelFault('refuse', 'Awaya')],
  },
  {
    persona: 'ivy',
    fault: 'both models are away in the first call',
    person: caller('ivy', 505, 'Bothy'),
    faults: () => [
      modelFault('refuse', 'Bothy', { times: 2 }),
      modelFault('refuse', 'Bothy', { operation: 'fallback.create', times: 2 }),
    ],
  },
  {
    persona: 'ivy',
    fault: 'the api is killed in mid-call',
    person: caller('ivy', 505),
    alone: true,
    play: async ({ installation, rows }, { leadId }) => {
      const talking = async () =>
        ((
          await rows.query(
            `select from call_attempt a where a.lead_id = $1 and a.ended_at is null
             and (select count(*) from call_turn t where t.attempt_id = a.id) >= 4`,
            [leadId],
          )
        ).rowCount ?? 0) > 0;
      await waitUntil('the middle of the talk', talking, { withinMs: 60_000, everyMs: 20 });
      await installation.kill('api');
      await installation.restart('api');
    },
  },
];
