import { setTimeout as pause } from 'node:timers/promises';
import { type Person, person, type SentLead, sendForm } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import type { SandboxFault } from '../../end-to-end/sandbox-view.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import type { Scene } from '../scene.ts';
import { linkOf, post, slotsOn } from './choice-page.ts';

interface Booked {
  id: string;
  eventId: string;
  joinUrl: string | null;
  v: number;
  startsAt: Date;
  endsAt: Date;
  state: string;
}

/** The lead's appointment once it is as it should be, and the calendar shows it so. */
const booked = (
  { rows }: Running,
  { leadId }: SentLead,
  what: string,
  holds: (appointment: Booked) => boolean = () => true,
): Promise<Booked> =>
  waitUntil(
    what,
    async () => {
      const found = await rows.query<Booked>(
        `select id, event_id as "eventId", join_url as "joinUrl", v, starts_at as "startsAt", ends_at as "endsAt", state from appointment
         where lead_id = $1 and event_id is not null and arranged_v = v order by created_at desc limit 1`,
        [leadId],
      );
      const [appointment] = found.rows;
      return appointment && holds(appointment) ? appointment : null;
    },
    { withinMs: 120_000, everyMs: 200 },
  );

const secondsLater = ({ startsAt, endsAt }: Booked, seconds: number) => ({
  startAt: new Date(startsAt.getTime() + seconds * 1_000).toISOString(),
  endAt: new Date(endsAt.getTime() + seconds * 1_000).toISOString(),
});

/** The consultant moves the meeting in Outlook, and it has moved here. */
const moveInOutlook = async (running: Running, lead: SentLead, seconds: number): Promise<Booked> => {
  const meeting = await booked(running, lead, 'the meeting');
  await running.sandbox.inOutlook(meeting.eventId, 'move-as-organiser', secondsLater(meeting, seconds));
  return booked(running, lead, 'the moved meeting', ({ v }) => v > meeting.v);
};

/** Moves the meeting on the page, to a time well after the one it has. */
const moveOnPage = async (running: Running, lead: SentLead, link: string): Promise<void> => {
  const meeting = await booked(running, lead, 'the meeting');
  const later = (slot: string) => Date.parse(slot) > meeting.startsAt.getTime() + 60_000;
  const slot = (await slotsOn(link)).map((each) => each.split('|')).find(([at = '']) => later(at));
  if (!slot) throw new Error('the page offers no later time');
  const fields = { do: 'reschedule', appointmentId: meeting.id, slot: slot.join('|') };
  const { status } = await post(link, fields);
  if (status !== 200) throw new Error(`moving is answered ${status}`);
  await booked(running, lead, 'the moved meeting', ({ v }) => v > meeting.v);
};

const movesTwiceAndCancels: NonNullable<Scene['play']> = async (running, lead) => {
  const link = await linkOf(running, lead);
  await moveOnPage(running, lead, link);
  await moveOnPage(running, lead, link);
  const { id } = await booked(running, lead, 'the meeting');
  await post(link, { do: 'cancel', appointmentId: id });
};

/** Staff say that nobody came. */
const markMissed = async ({ installation }: Running, { id }: Booked): Promise<void> => {
  const { api, graphql } = installation.urls;
  const tenant = installation.tenants.find(({ slug }) => slug === 'heavenly-drops');
  const sent = (body: object, token?: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const logIn = { email: tenant?.adminEmail, password: tenant?.adminPassword };
  const { token } = (await (await fetch(`${api}/api/auth/login`, sent(logIn))).json()) as { token: string };
  const query = `mutation ($id: ID!) { markNoShow(input: { appointmentId: $id }) { ... on CommandPayload { command { status } } } }`;
  const variables = { id: btoa(`Appointment:${id}`) };
  const answer = await (await fetch(graphql, sent({ query, variables }, token))).text();
  if (!/"status":"(DONE|ACCEPTED)"/.test(answer)) throw new Error(`markNoShow: ${answer}`);
};

/** Only the consultant was in the meeting, as the report says. */
const missedByReport: NonNullable<Scene['play']> = async (running, lead) => {
  const { eventId } = await booked(running, lead, 'the meeting');
  const consultant = { role: 'Organizer', name: 'the consultant' };
  await running.sandbox.inOutlook(eventId, 'attendance', { records: [consultant] });
  const missed = `select from appointment where lead_id = $1 and state = 'noShow'`;
  await waitUntil(
    'the missed meeting',
    async () => (await running.rows.query(missed, [lead.leadId])).rows.length > 0,
    { withinMs: 120_000 },
  );
};

const about = (fault: Omit<SandboxFault, 'vendor'>) => (who: Person) => [
  { vendor: 'graph', ...fault, about: who.email },
];

const missedByStaff: Pick<Scene, 'play'> = {
  play: async (running, lead) => {
    const meeting = await booked(running, lead, 'the meeting');
    await pause(Math.max(0, meeting.startsAt.getTime() - Date.now()) + 500);
    await markMissed(running, meeting);
  },
};

const cancelled =
  (fault?: Omit<SandboxFault, 'vendor' | 'about'>): NonNullable<Scene['play']> =>
  async (running, lead) => {
    const meeting = await moveInOutlook(running, lead, 75);
    if (fault) await running.sandbox.setFault({ vendor: 'graph', ...fault, about: lead.email });
    await running.sandbox.inOutlook(meeting.eventId, 'cancel-as-organiser');
  };

/** Three people want one time, and there are two consultants: whoever is refused takes another. */
const wantOneTime: NonNullable<Scene['play']> = async (running, lead) => {
  const others = ['rita', 'uma'].map((name, index) => ({
    ...lead,
    name: `${name} Other`,
    phone: lead.phone.replace(/\d\d$/, (end) =>
      String((Number(end) + 30 + index * 30) % 100).padStart(2, '0'),
    ),
    email: `tess+${name}@${name}${lead.phone.slice(-2)}.example`,
  }));
  const leads = [lead];
  for (const { name, phone, email, interest, message } of others)
    leads.push(await sendForm(running, 'heavenly-drops', { name, phone, email, interest, message }));
  const links = await Promise.all(leads.map((each) => linkOf(running, each)));
  const pages = await Promise.all(links.map(slotsOn));
  const time = (pages[0]?.[3] ?? '').split('|')[0] ?? '';
  const wish = (page: string[]) => page.find((slot) => slot.startsWith(time)) ?? '';
  const book = (link: string, slot: string) => post(link, { do: 'book', slot });
  const answers = await Promise.all(links.map((link, index) => book(link, wish(pages[index] ?? []))));
  const won = answers.filter(({ status }) => status === 200).length;
  if (won > 2) throw new Error(`${won} people got the time of two consultants`);
  for (const [index, { status }] of answers.entries())
    if (status !== 200) {
      const link = links[index] ?? '';
      for (const slot of (await slotsOn(link)).slice(2)) if ((await book(link, slot)).status === 200) break;
    }
};

export const appointmentScenes: Scene[] = [
  {
    persona: 'rhea',
    fault: '–',
    person: (nth) => person('rhea', nth),
    play: movesTwiceAndCancels,
  },
  {
    persona: 'rhea',
    fault: 'each change is made in the calendar and the answer dropped',
    person: (nth) => person('rhea', nth),
    play: async (running, lead) => {
      const { eventId: about } = await booked(running, lead, 'the meeting');
      for (const [operation, times] of [
        ['events.update', 2],
        ['events.cancel', 1],
      ] as const)
        await running.sandbox.setFault({ vendor: 'graph', operation, kind: 'acceptThenDrop', times, about });
      await movesTwiceAndCancels(running, lead);
    },
    ends: 'schedule',
  },
  { persona: 'cara', fault: '–', person: (nth) => person('cara', nth), play: cancelled() },
  {
    persona: 'cara',
    fault: 'the notification is lost',
    person: (nth) => person('cara', nth),
    ends: 'schedule',
    play: cancelled({ operation: 'notification', kind: 'lostCallback' }),
  },
  {
    persona: 'cara',
    fault: 'the notification comes twice',
    person: (nth) => person('cara', nth),
    ends: 'schedule',
    play: cancelled({ operation: 'notification', kind: 'duplicateCallback' }),
  },
  {
    persona: 'otto',
    fault: '–',
    person: (nth) => person('otto', nth),
    play: async (running, lead) => void (await moveInOutlook(running, lead, 45)),
  },
  {
    persona: 'otto',
    fault: 'the notification is lost',
    person: (nth) => person('otto', nth),
    faults: about({ operation: 'notification', kind: 'lostCallback' }),
    play: async (running, lead) => void (await moveInOutlook(running, lead, 45)),
    ends: 'attend',
  },
  { persona: 'nora', fault: '–', person: (nth) => person('nora', nth), ...missedByStaff },
  {
    persona: 'nora',
    fault: 'the meeting is made and the answer dropped',
    person: (nth) => person('nora', nth),
    faults: about({ operation: 'events.create', kind: 'acceptThenDrop' }),
    ...missedByStaff,
  },
  {
    persona: 'nora',
    fault: 'Graph is away when the meeting is made',
    person: (nth) => person('nora', nth),
    faults: about({
      operation: 'events.create',
      kind: 'rateLimit',
      times: 2,
      params: { retryAfterSeconds: 1 },
    }),
    ...missedByStaff,
  },
  {
    persona: 'nico',
    fault: '–',
    person: (nth) => person('nico', nth),
    play: missedByReport,
  },
  {
    persona: 'nico',
    fault: 'the report cannot be read at first',
    person: (nth) => person('nico', nth),
    play: async (running, lead) => {
      const { joinUrl } = await booked(running, lead, 'the meeting');
      // the meeting is asked for by its link, of which this part needs no escaping
      const about = /meeting_[\w-]+/.exec(joinUrl ?? '')?.[0] ?? '';
      const fault = { vendor: 'graph', operation: 'onlineMeetings.find', kind: 'refuse', times: 2 };
      await running.sandbox.setFault({ ...fault, about });
      await missedByReport(running, lead);
    },
    ends: 'schedule',
  },
  { persona: 'tess', fault: '–', person: (nth) => person('tess', nth), play: wantOneTime },
];
