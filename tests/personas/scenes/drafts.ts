import { findLead, type Person, type SentLead } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import { askAsStaff } from '../../end-to-end/staff.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';

const writer =
  (name: 'wilma' | 'ozzy', area: number) =>
  (nth: number): Person => ({
    name: `${name} Number${nth}`,
    phone: `+1${area}55501${String(nth).padStart(2, '0')}`,
    email: `${name}+${nth}@number${nth}.example`,
    interest: 'work',
    message: `a question from number ${nth}`,
  });
const wilma = writer('wilma', 901);
const ozzy = writer('ozzy', 902);

const known = 'What does the first consultation cost?';
const unknown = 'Could your mother feed our horses?';

/** Comes in by an e-mail and nothing else. */
const writing =
  (text: string): NonNullable<Scene['enter']> =>
  async (running, person) => {
    const { email } = person;
    await running.sandbox.writeMail({
      from: email,
      to: 'hello@heavenly-drops.example',
      subject: 'A question',
      text,
    });
    const stored = async () =>
      (await running.rows.query('select from lead where email = $1', [email])).rows.length > 0;
    await waitUntil('the sender as a lead', stored, { withinMs: 60_000, everyMs: 250 });
    return findLead(running, person);
  };

const happened = (running: Running, { leadId }: SentLead, kind: string): Promise<unknown> =>
  waitUntil(
    `"${kind}" in the timeline`,
    async () => {
      const told = 'select from timeline_event where lead_id = $1 and kind = $2';
      return (await running.rows.query(told, [leadId, kind])).rows.length > 0;
    },
    { withinMs: 90_000, everyMs: 250 },
  );

const waiting = '{ drafts(state: HELD, first: 100) { nodes { id lead { email } } } }';
const decision = `mutation ($input: DecideDraftInput!) {
  decideDraft(input: $input) { ... on CommandPayload { command { status code } } ... on UserError { message } }
}`;

/** Staff find the draft in their inbox and decide about it. */
const deciding =
  (decided: { decision: 'APPROVE' | 'EDIT'; text?: string }): NonNullable<Scene['play']> =>
  async (running, lead) => {
    await happened(running, lead, 'draftHeld');
    type Inbox = { drafts: { nodes: { id: string; lead: { email: string } }[] } };
    const { drafts } = await askAsStaff<Inbox>(running, waiting);
    const draft = drafts.nodes.find((node) => node.lead.email === lead.email);
    await askAsStaff(running, decision, { input: { draftId: draft?.id, ...decided } });
    await happened(running, lead, 'emailSent');
  };

/** Those who write: what is held, decided and timed out, and what machines answer by themselves. */
export const draftScenes: Scene[] = [
  {
    persona: 'wilma',
    fault: 'asks what no text answers; staff approve',
    person: wilma,
    enter: writing(unknown),
    play: deciding({ decision: 'APPROVE' }),
  },
  {
    persona: 'wilma',
    fault: 'asks what no text answers; staff write it anew',
    person: wilma,
    enter: writing(unknown),
    play: deciding({ decision: 'EDIT', text: 'We are sorry, we do not look after horses.' }),
  },
  {
    persona: 'wilma',
    fault: 'asks what no text answers; nobody decides',
    person: wilma,
    enter: writing(unknown),
    play: async (running, lead) => {
      await happened(running, lead, 'draftDiscarded');
      await happened(running, lead, 'emailSent');
    },
  },
  {
    persona: 'wilma',
    fault: 'her message is told twice',
    person: wilma,
    faults: ({ email }) => [
      { vendor: 'resend', operation: 'email.received', kind: 'duplicateCallback', times: 4, about: email },
    ],
    enter: writing(known),
    play: (running, lead) => happened(running, lead, 'emailSent').then(() => undefined),
  },
  {
    persona: 'wilma',
    fault: 'nobody tells what became of the answer',
    person: wilma,
    faults: ({ email }) => [
      { vendor: 'resend', operation: 'email.delivered', kind: 'lostCallback', times: 4, about: email },
    ],
    enter: writing(known),
    play: (running, lead) => happened(running, lead, 'emailSent').then(() => undefined),
  },
  {
    persona: 'wilma',
    fault: 'the mail vendor is away for ten seconds',
    person: wilma,
    faults: ({ email }) => [
      { vendor: 'resend', operation: 'emails.send', kind: 'outage', params: { ms: 10_000 }, about: email },
    ],
    enter: writing(known),
    play: (running, lead) => happened(running, lead, 'emailSent').then(() => undefined),
  },
  { persona: 'ozzy', fault: '–', person: ozzy },
];
