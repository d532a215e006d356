import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { diffSettings } from './diff-settings.ts';

/** How many a change of settings meets. */
export interface Underway {
  /** leads with a running journey */
  running: number;
  /** of those, the ones that are called, that were offered times, and that are written to */
  calling: number;
  choosing: number;
  followedUp: number;
  /** appointments that have not begun */
  ahead: number;
  /** replies that wait for a person */
  held: number;
  /** running leads by the key of whoever looks after them */
  assigned: Record<string, number>;
}

const some = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What a part of the settings does to what is under way; a part that is not named holds from now on, for what is new. */
const byPart: { part: RegExp; words(now: Underway): string }[] = [
  {
    part: /^\/(calling|consent|writing)\b/,
    words: ({ calling }) =>
      `${some(calling, 'lead is', 'leads are')} being called: whether and when the next call or mail goes out is decided by the new rules. A call that was planned is looked at again when its time comes.`,
  },
  {
    part: /^\/(talk|knowledge|catalogue)\b/,
    words: () =>
      'Calls and replies that begin from now on know it; a call that is under way goes on as it began.',
  },
  {
    part: /^\/appointments\b/,
    words: ({ choosing, ahead }) =>
      `${some(choosing, 'lead chooses', 'leads choose')} a time and is shown free ones by the new rules. ${some(ahead, 'appointment stays', 'appointments stay')} as booked.`,
  },
  {
    part: /^\/reminders\b/,
    words: ({ ahead }) =>
      `${some(ahead, 'appointment is', 'appointments are')} ahead: reminders that are still to come go by the new times, from the next one that was planned.`,
  },
  {
    part: /^\/followUps\b/,
    words: ({ followedUp }) =>
      `${some(followedUp, 'lead gets', 'leads get')} the new follow-ups from the next one on; what was sent is not sent again.`,
  },
  {
    part: /^\/replies\b/,
    words: ({ held }) =>
      `${some(held, 'reply waits', 'replies wait')} for a person and stays due when it was; the new rules hold for later ones.`,
  },
  { part: /^\/form\b/, words: () => 'The form shows it from now on.' },
  { part: /^\/(phone|email)\b/, words: () => 'Calls and mails use the new number or address from now on.' },
  { part: /^\/(brand|profile)\b/, words: () => 'Mails, pages and calls from now on show it.' },
  {
    part: /^\/retention\b/,
    words: () => 'What is older than its time is removed from the next night on, for good.',
  },
  { part: /^\/assignment\b/, words: () => 'New leads are given out by it; nobody’s leads change hands.' },
];

/** In sentences, what a change of settings does to people and to what is under way. Nothing for a change of nothing. */
export const settingsEffects = (before: TenantSettings, after: TenantSettings, now: Underway): string[] => {
  const paths = diffSettings(before, after).map(({ path }) => path.replace(/^\/pace\//, '/'));
  const parts = byPart.filter(({ part }) => paths.some((path) => part.test(path)));
  const effects = [...staffEffects(before, after, now), ...parts.map(({ words }) => words(now))];
  if (paths.length > 0 && now.running > 0 && parts.length > 0)
    effects.push(
      `${some(now.running, 'running journey takes', 'running journeys take')} it at their next step.`,
    );
  return effects;
};

const staffEffects = (before: TenantSettings, after: TenantSettings, { assigned }: Underway): string[] => {
  const left = before.staff.filter(({ key }) => !after.staff.some((one) => one.key === key));
  const came = after.staff.filter(({ key }) => !before.staff.some((one) => one.key === key));
  const moved = after.staff.flatMap(({ key, name, role }) => {
    const was = before.staff.find((one) => one.key === key)?.role;
    return was && was !== role ? [`${name} is ${role} instead of ${was}.`] : [];
  });
  return [
    ...left.map(
      ({ key, name }) =>
        `${name} is shut out at once; ${some(assigned[key] ?? 0, 'lead of theirs goes', 'leads of theirs go')} to others.`,
    ),
    ...came.map(({ name, email }) => `${name} comes, and logs in once an invitation to ${email} was opened.`),
    ...moved,
  ];
};
