import { type Person, person, type SentLead, sendForm } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';

const ourNumber = '+442079460001';

/** Calls the business from the person's own phone. */
const callsUs = async ({ installation: { urls } }: Running, { phone }: Person): Promise<void> => {
  const answer = await fetch(`${urls.sandbox}/_sandbox/twilio/inbound-call`, {
    method: 'POST',
    body: JSON.stringify({ from: phone, to: ourNumber }),
  });
  if (answer.status !== 201) throw new Error(`the call is answered ${answer.status} ${await answer.text()}`);
};

/** Somebody of whom there is nothing but the call. */
const comesByPhone = async (running: Running, who: Person): Promise<SentLead> => {
  await callsUs(running, who);
  let lead: SentLead | undefined;
  await waitUntil('the lead of the call', async () => {
    const { rows } = await running.rows.query<{ leadId: string; tenantId: string }>(
      'select id as "leadId", tenant_id as "tenantId" from lead where phone = $1',
      [who.phone],
    );
    if (rows[0]) lead = { ...who, ...rows[0] };
    return lead !== undefined;
  });
  return lead as unknown as SentLead;
};

/** Does not pick up, sees the missed call, and calls back. */
const callsBack = async (running: Running, lead: SentLead): Promise<void> => {
  await waitUntil('the first call to ring out', async () => {
    const { rows } = await running.rows.query(
      `select from call_attempt where lead_id = $1 and outcome = 'noAnswer'`,
      [lead.leadId],
    );
    return rows.length > 0;
  });
  await callsUs(running, lead);
};

const twilio = (operation: string, kind: string, times = 1) => ({ vendor: 'twilio', operation, kind, times });
type Faults = NonNullable<Scene['faults']>;
const meets =
  (...faults: ReturnType<typeof twilio>[]): Faults =>
  ({ phone }) =>
    faults.map((fault) => ({ ...fault, about: phone }));

/** Phones that do something else than ring and be answered, and leads who call us. */
export const telephonyScenes: Scene[] = [
  { persona: 'max', fault: '–', person: (nth) => person('max', nth) },
  {
    persona: 'max',
    fault: 'who picked up is told twice and late',
    person: (nth) => person('max', nth),
    faults: meets(
      twilio('amdCallback', 'duplicateCallback', 3),
      twilio('statusCallback', 'reorderCallbacks', 2),
    ),
  },
  {
    persona: 'max',
    fault: 'the answer to the first call is dropped',
    person: (nth) => person('max', nth),
    faults: meets(twilio('calls.create', 'acceptThenDrop')),
  },
  { persona: 'echo', fault: '–', person: (nth) => person('echo', nth) },
  {
    persona: 'echo',
    fault: 'the talk’s socket is lost before the machine is found',
    person: (nth) => person('echo', nth),
    faults: meets(twilio('relay', 'acceptThenDrop')),
  },
  { persona: 'fay', fault: '–', person: (nth) => person('fay', nth) },
  {
    persona: 'fay',
    fault: 'what picked up is told twice and after the end',
    person: (nth) => person('fay', nth),
    faults: meets(twilio('amdCallback', 'duplicateCallback'), twilio('amdCallback', 'reorderCallbacks')),
  },
  { persona: 'bo', fault: '–', person: (nth) => person('bo', nth) },
  {
    persona: 'bo',
    fault: 'statuses arrive before the call is answered for',
    person: (nth) => person('bo', nth),
    faults: meets(twilio('calls.create', 'callbackBeforeAnswer', 2)),
  },
  { persona: 'rex', fault: '–', person: (nth) => person('rex', nth) },
  {
    persona: 'rex',
    fault: 'statuses are told twice and out of order',
    person: (nth) => person('rex', nth),
    faults: meets(
      twilio('statusCallback', 'duplicateCallback', 4),
      twilio('statusCallback', 'reorderCallbacks', 2),
    ),
  },
  { persona: 'rush', fault: '–', person: (nth) => person('rush', nth) },
  {
    persona: 'rush',
    fault: 'statuses are told twice and out of order',
    person: (nth) => person('rush', nth),
    faults: meets(
      twilio('statusCallback', 'duplicateCallback', 6),
      twilio('statusCallback', 'reorderCallbacks', 2),
    ),
  },
  { persona: 'gale', fault: '–', person: (nth) => person('gale', nth) },
  {
    persona: 'gale',
    fault: 'the talk’s socket is lost while the service asks',
    person: (nth) => person('gale', nth),
    faults: meets(twilio('relay', 'acceptThenDrop')),
    ends: 'attend',
  },
  { persona: 'ward', fault: '–', person: (nth) => person('ward', nth) },
  {
    persona: 'ward',
    fault: 'who picked up is told twice and late',
    person: (nth) => person('ward', nth),
    faults: meets(
      twilio('amdCallback', 'duplicateCallback', 3),
      twilio('statusCallback', 'reorderCallbacks', 2),
    ),
  },
  { persona: 'cleo', fault: '–', person: (nth) => person('cleo', nth), enter: comesByPhone },
  {
    persona: 'cleo',
    fault: 'the call is told twice',
    person: (nth) => person('cleo', nth),
    enter: comesByPhone,
    faults: meets(twilio('twiml', 'duplicateCallback')),
  },
  {
    persona: 'cleo',
    fault: 'calls back what was missed',
    person: (nth) => person('cleo', nth),
    enter: (running, who) => sendForm(running, 'heavenly-drops', who),
    play: callsBack,
  },
];
