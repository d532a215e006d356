import { readFileSync } from 'node:fs';
import type { Observed } from './observe.ts';

/** One row of a table of `docs/journeys.md`. */
export interface Expectation {
  step: string;
  what: string;
  /** what is checked, for example `emails welcome to lead = 1` */
  checked: string;
}

/** The tables of the personas, by the persona's name. */
export function readExpectations(file: URL): Map<string, Expectation[]> {
  const personas = new Map<string, Expectation[]>();
  let rows: Expectation[] | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const heading = /^#+ (?:(\w+):)?/.exec(line);
    if (heading) {
      rows = heading[1] ? [] : undefined;
      if (heading[1] && rows) personas.set(heading[1], rows);
    }
    const cells = /^\|(.+)\|$/
      .exec(line.trim())?.[1]
      ?.split('|')
      .map((cell) => cell.trim());
    const [step = '', what = '', last = ''] = cells ?? [];
    const isHead = last === 'checked' || /^-+$/.test(last);
    if (!rows || !cells || isHead) continue;
    const checked = /^`(.+)`$/.exec(last)?.[1];
    if (cells.length !== 3 || !checked) throw new Error(`docs/journeys.md: nothing to check in "${line}"`);
    rows.push({ step, what, checked });
  }
  return personas;
}

type Value = string | number | null | undefined;
/** What is observed: one value for every witness there is, our rows and the vendor. */
type Look = (observed: Observed, words: string[]) => Value[];

const vendorsWord: Record<string, string> = {
  completed: 'answered',
  'no-answer': 'noAnswer',
  busy: 'busy',
  failed: 'failed',
};

const subjects: [pattern: RegExp, look: Look][] = [
  [/^step$/, ({ step }) => [step]],
  [/^status$/, ({ status }) => [status]],
  [/^score$/, ({ score }) => [score]],
  [/^answers$/, ({ answers }) => [answers]],
  [/^calls$/, ({ calls, vendorCalls }) => [calls.length, vendorCalls.length]],
  [
    /^call (\d+)$/,
    ({ calls, vendorCalls }, [n]) => [
      calls[Number(n) - 1]?.outcome,
      vendorsWord[vendorCalls[Number(n) - 1]?.status ?? ''],
    ],
  ],
  [
    /^turns of call (\d+)$/,
    ({ calls, vendorCalls }, [n]) => [calls[Number(n) - 1]?.turns, vendorCalls[Number(n) - 1]?.turns],
  ],
  // what the vendor cannot know: a machine, a fax and a screening service have answered, too
  [/^outcome of call (\d+)$/, ({ calls }, [n]) => [calls[Number(n) - 1]?.outcome]],
  [/^voicemails$/, ({ voicemails, vendorVoicemails }) => [voicemails, vendorVoicemails]],
  [/^recordings$/, ({ recordings, vendorRecordings }) => [recordings, vendorRecordings]],
  [
    /^emails (\w+ to (?:lead|staff))$/,
    ({ emails, emailRows }, [which = '']) => [emails[which] ?? 0, emailRows[which] ?? 0],
  ],
  [/^meetings$/, ({ meetings }) => [meetings]],
  [/^cancelled meetings$/, ({ cancelledMeetings }) => [cancelledMeetings]],
  [/^appointments$/, ({ appointments }) => [appointments.length]],
  [/^timeline (\w+)$/, ({ events }, [kind = '']) => [events[kind] ?? 0]],
  [/^open actions$/, ({ openActions }) => [openActions.length]],
  [/^invitations$/, ({ invitations }) => [invitations]],
  [/^appointment$/, ({ appointments }) => [appointments.at(-1)]],
];

const holds: Record<string, (actual: Value, wanted: string) => boolean> = {
  '=': (actual, wanted) => String(actual) === wanted,
  '>=': (actual, wanted) => typeof actual === 'number' && actual >= Number(wanted),
  '<=': (actual, wanted) => typeof actual === 'number' && actual <= Number(wanted),
};

/** What contradicts an expectation, or null when every witness bears it out. Throws when it is not understood. */
export function contradiction(checked: string, observed: Observed): string | null {
  const [, subject = '', comparison = '', wanted = ''] = /^(.+?) (=|>=|<=) (\w+)$/.exec(checked) ?? [];
  const isTrue = holds[comparison];
  const known = subjects.find(([pattern]) => pattern.test(subject));
  if (!isTrue || !known) throw new Error(`docs/journeys.md: "${checked}" is not understood`);
  if (comparison !== '=' && Number.isNaN(Number(wanted)))
    throw new Error(`docs/journeys.md: "${checked}" compares with no number`);
  const [pattern, look] = known;
  const actual = look(observed, pattern.exec(subject)?.slice(1) ?? []);
  return actual.every((value) => isTrue(value, wanted))
    ? null
    : `${checked}, but it is ${actual.join(' and ')}`;
}
