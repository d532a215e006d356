import type { Person, SentLead } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';

const areas = { bea: 702, wren: 603, vera: 605, lars: 606, rolf: 607 } as const;

const somebody =
  (name: keyof typeof areas) =>
  (nth: number): Person => ({
    name: `${name} Number${nth}`,
    phone: `+1${areas[name]}55501${String(nth).padStart(2, '0')}`,
    email: `${name}+${nth}@number${nth}.example`,
    interest: 'work',
    message: `a question from number ${nth}`,
  });

const twilio =
  (operation: string, kind: string, times = 1): NonNullable<Scene['faults']> =>
  ({ phone }) => [{ vendor: 'twilio', operation, kind, times, about: phone }];

const found = <Row extends object>(
  { rows }: Running,
  { leadId }: SentLead,
  what: string,
  sql: string,
): Promise<Row> =>
  waitUntil(what, async () => (await rows.query<Row>(sql, [leadId])).rows[0] ?? null, {
    withinMs: 150_000,
    everyMs: 250,
  });

/** The number is barred for this tenant, and the address is not. */
const numberIsBarred: NonNullable<Scene['play']> = async (running, lead) => {
  const { kind, reason } = await found<{ kind: string; reason: string }>(
    running,
    lead,
    'the barred number',
    'select kind, reason from suppression where lead_id = $1',
  );
  if (kind !== 'phone' || reason !== 'wrongNumber') throw new Error(`barred: ${kind} for ${reason}`);
};

/** The second call is placed at the time that was asked for, or later. */
const calledInTime: NonNullable<Scene['play']> = async (running, lead) => {
  const { early } = await found<{ early: boolean }>(
    running,
    lead,
    'the second call',
    `select second.placed_at < first.callback_at as early
     from call_attempt first join call_attempt second on second.lead_id = first.lead_id
     where first.lead_id = $1 and first.number = 1 and second.number = 2 and second.placed_at is not null`,
  );
  if (early !== false) throw new Error('called before the time asked for');
};

/** Twilio is asked to end the call by its own name for it, and is away for a moment. */
const refusesToHangUp: NonNullable<Scene['play']> = async ({ sandbox }, { phone }) => {
  const { sid } = await waitUntil(
    'the call',
    async () => (await sandbox.calls()).find(({ order }) => order.to === phone),
    { everyMs: 50 },
  );
  await sandbox.setFault({ vendor: 'twilio', operation: 'calls.update', kind: 'refuse', about: sid });
};

const mailed = (running: Running, lead: SentLead, template: string): Promise<object> =>
  found(
    running,
    lead,
    `the mail ${template}`,
    `select id from email where lead_id = $1 and template = '${template}'`,
  );

/** Answers the follow-up, and is answered. */
const repliesToFollowUp: NonNullable<Scene['play']> = async (running, lead) => {
  await mailed(running, lead, 'followUp');
  await writesBack(running, lead);
};

/** The same, where the vendor sends the answer and says that it could not. */
const repliesInDoubt: NonNullable<Scene['play']> = async (running, lead) => {
  await mailed(running, lead, 'followUp');
  const { email: about } = lead;
  await running.sandbox.setFault({
    vendor: 'resend',
    operation: 'emails.send',
    kind: 'acceptThen500',
    about,
  });
  await writesBack(running, lead);
};

const writesBack = async (running: Running, lead: SentLead): Promise<void> => {
  await running.sandbox.writeMail({
    from: lead.email,
    to: 'hello@heavenly-drops.example',
    subject: 'Re: Your plans abroad',
    text: 'What does the first consultation cost?',
  });
  await mailed(running, lead, 'reply');
};

/** People who say whether, when and how they may be contacted. */
export const contactScenes: Scene[] = [
  { persona: 'bea', fault: '–', person: somebody('bea') },
  {
    persona: 'bea',
    fault: 'statuses come in another order',
    person: somebody('bea'),
    faults: twilio('statusCallback', 'reorderCallbacks', 4),
  },
  { persona: 'wren', fault: '–', person: somebody('wren'), play: numberIsBarred },
  {
    persona: 'wren',
    fault: 'the call is placed and the answer dropped',
    person: somebody('wren'),
    faults: twilio('calls.create', 'acceptThenDrop'),
    play: numberIsBarred,
  },
  { persona: 'vera', fault: '–', person: somebody('vera'), ends: 'closed' },
  {
    persona: 'vera',
    fault: 'every status of the call is told twice',
    person: somebody('vera'),
    faults: twilio('statusCallback', 'duplicateCallback', 8),
    ends: 'closed',
  },
  {
    persona: 'vera',
    fault: 'hanging up is refused at first',
    person: somebody('vera'),
    play: refusesToHangUp,
    ends: 'closed',
  },
  { persona: 'lars', fault: '–', person: somebody('lars'), play: calledInTime },
  {
    persona: 'lars',
    fault: 'statuses arrive before the call is answered for',
    person: somebody('lars'),
    faults: twilio('calls.create', 'callbackBeforeAnswer', 2),
    play: calledInTime,
  },
  { persona: 'rolf', fault: '–', person: somebody('rolf'), play: repliesToFollowUp },
  {
    persona: 'rolf',
    fault: 'the reply is told twice',
    person: somebody('rolf'),
    faults: ({ email }) => [
      { vendor: 'resend', operation: 'email.received', kind: 'duplicateCallback', about: email },
    ],
    play: repliesToFollowUp,
  },
  {
    persona: 'rolf',
    fault: 'Resend takes the answer and says that it failed',
    person: somebody('rolf'),
    play: repliesInDoubt,
  },
];
