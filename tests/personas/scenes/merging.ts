import { findLead, type Person, person, type SentLead, sendForm } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import { askAsStaff } from '../../end-to-end/staff.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';

/** The button of the form is hit twice, or the page sends it again before it was answered. */
const sendsTwiceAtOnce = async (running: Running, who: Person): Promise<SentLead> => {
  await Promise.all([1, 2].map(() => sendForm(running, 'heavenly-drops', who)));
  return findLead(running, who);
};

const until = ({ rows }: Running, what: string, sql: string, values: string[]): Promise<boolean> =>
  waitUntil(what, async () => (await rows.query(sql, values)).rows.length > 0, {
    withinMs: 120_000,
    everyMs: 100,
  });

const domainOf = ({ email }: Person): string => `@${email.split('@')[1]}`;
const officeOf = (who: Person): string => `office${domainOf(who)}`;

/** From an address that nobody knows, with the number that the form had: a person would see who it is. */
const writesFromTheOffice = ({ sandbox }: Running, who: Person): Promise<void> =>
  sandbox.writeMail({
    from: officeOf(who),
    to: 'hello@heavenly-drops.example',
    subject: 'A question',
    text: `What does the first consultation cost? My number is ${who.phone}.`,
  });

interface Proposals {
  mergeProposals: { nodes: { leads: { id: string; email: string }[] }[] };
}
const proposals = '{ mergeProposals(first: 100) { nodes { leads { id email } } } }';
const accept = `mutation ($leadId: ID!, $otherLeadId: ID!) {
  merge(input: { leadId: $leadId, otherLeadId: $otherLeadId }) {
    ... on CommandPayload { command { status code } }
    ... on UserError { message }
  }
}`;

/** Staff see that the two may be one person, and say that they are. */
const staffMerge = async (running: Running, who: Person): Promise<void> => {
  const leads = await waitUntil(
    'the proposal',
    async () => {
      const { mergeProposals } = await askAsStaff<Proposals>(running, proposals);
      return mergeProposals.nodes.find(({ leads }) =>
        leads.every(({ email }) => email.endsWith(domainOf(who))),
      );
    },
    { withinMs: 60_000 },
  );
  const [leadId, otherLeadId] = leads.leads.map(({ id }) => id);
  const { merge } = await askAsStaff<{ merge: object }>(running, accept, { leadId, otherLeadId });
  if (!JSON.stringify(merge).includes('"DONE"')) throw new Error(`merge: ${JSON.stringify(merge)}`);
};

/** The other journey has left what it was about to this one, and is over. */
const areOne = (running: Running, { leadId }: SentLead): Promise<boolean> =>
  until(
    running,
    'the end of the absorbed journey',
    `select from lead_merge m join lead l on l.id = m.absorbed_id
     where m.into_id = $1 and m.handed_over_at is not null and l.step = 'closed'`,
    [leadId],
  );

/** Booked in the call, and writes from the office then. */
const alsoWrites =
  (answerInDoubt = false): NonNullable<Scene['play']> =>
  async (running, lead) => {
    await until(running, 'the appointment', 'select from appointment where lead_id = $1', [lead.leadId]);
    await writesFromTheOffice(running, lead);
    if (answerInDoubt)
      await until(
        running,
        'the answer in doubt',
        `select from outbound o join lead l on l.id = o.lead_id
         where l.email = $1 and o.key like 'reply:%' and o.state = 'unknown'`,
        [officeOf(lead)],
      );
    await staffMerge(running, lead);
    await areOne(running, lead);
  };

/** Writes from the office, is answered, and sends the form then. The lead that remains is the older one. */
const writesFirst = async (running: Running, who: Person): Promise<SentLead> => {
  const office = { ...who, email: officeOf(who) };
  await writesFromTheOffice(running, who);
  await until(
    running,
    'the answer',
    `select from email e join lead l on l.id = e.lead_id where l.email = $1 and e.template = 'reply'`,
    [office.email],
  );
  await sendForm(running, 'heavenly-drops', who);
  return findLead(running, office);
};

/** Writes again while on the phone; the call belongs to the lead that is absorbed. */
const mergedInMidCall: NonNullable<Scene['play']> = async (running, lead) => {
  const talking = `select from call_attempt a where a.to_number = $1 and a.ended_at is null
     and (select count(*) from call_turn t where t.attempt_id = a.id) >= 2`;
  await until(running, 'the talk', talking, [lead.phone]);
  await writesFromTheOffice(running, lead);
  await staffMerge(running, lead);
  const live = await running.rows.query(
    `select from call_attempt a join lead l on l.id = a.lead_id where l.merged_into = $1 and a.ended_at is null`,
    [lead.leadId],
  );
  if (live.rows.length === 0) throw new Error('the call was over before the two were one');
  await areOne(running, lead);
  // it rested since its first answer: the end that is awaited is the one after the meeting
  await until(running, 'the attended meeting', `select from lead where id = $1 and step = 'attend'`, [
    lead.leadId,
  ]);
};

const statusesTwice: NonNullable<Scene['faults']> = ({ phone }) => [
  { vendor: 'twilio', operation: 'statusCallback', kind: 'duplicateCallback', times: 8, about: phone },
];

/** One person who comes in twice, or by two ways. */
export const mergingScenes: Scene[] = [
  {
    persona: 'ivy',
    fault: 'the form is sent twice at once',
    person: (nth) => person('ivy', nth),
    enter: sendsTwiceAtOnce,
  },
  {
    persona: 'ivy',
    fault: 'the form is sent twice at once, and every status of the call is told twice',
    person: (nth) => person('ivy', nth),
    faults: statusesTwice,
    enter: sendsTwiceAtOnce,
  },
  {
    persona: 'ivy',
    fault: 'also writes from another address; staff merge the two',
    person: (nth) => person('ivy', nth),
    play: alsoWrites(),
  },
  {
    persona: 'ivy',
    fault: 'also writes from another address; staff merge the two while Resend says that the answer failed',
    person: (nth) => person('ivy', nth),
    faults: (who) => [
      { vendor: 'resend', operation: 'emails.send', kind: 'acceptThen500', about: officeOf(who) },
    ],
    play: alsoWrites(true),
  },
  {
    persona: 'ivy',
    fault: 'wrote first; staff merge the two while the call is live',
    person: (nth) => person('ivy', nth),
    enter: writesFirst,
    play: mergedInMidCall,
  },
  {
    persona: 'ivy',
    fault: 'wrote first; staff merge the two while the call is live, of which every status is told twice',
    person: (nth) => person('ivy', nth),
    faults: statusesTwice,
    enter: writesFirst,
    play: mergedInMidCall,
  },
];
