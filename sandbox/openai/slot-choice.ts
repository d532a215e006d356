import { Temporal } from 'temporal-polyfill';
import { plain } from './talk-words.ts';

export interface Slot {
  slotId: string;
  spoken: string;
  startAt: string;
}

const ordinals: [RegExp, (count: number) => number][] = [
  [/\b(first|1st|earliest|soonest|option 1|number one|option one|birinci|ilk|erste[rns]?)\b/i, () => 0],
  [/\b(second|2nd|option 2|number two|option two|ikinci|zweite[rns]?)\b/i, () => 1],
  [/\b(third|3rd|option 3|number three|option three|üçüncü)/i, () => 2],
  [/\b(last|latest|son)\b/i, (count) => count - 1],
  [/\b(any|either|whichever|you choose|doesn'?t matter|herhangi|fark etmez)\b/i, () => 0],
];
// "the first one" is a place in the list even where a date is "the first of May"
const byPlace = /\b(first|second|third|last) (one|slot|time|option|of (them|those))\b/i;
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const turkishDays = ['pazartesi', 'salı', 'çarşamba', 'perşembe', 'cuma', 'cumartesi', 'pazar'];
const filler = new Set(
  'the a an at on in of and or am pm o clock one would suit me please works for'.split(' '),
);

/** The time of day named in a text, as minutes and whether morning and afternoon are told apart. */
function namedTime(text: string): { minutes: number; exact: boolean } | null {
  const match =
    /\b(\d{1,2})[:.](\d{2})\s*(am|pm)?\b/i.exec(text) ?? /\b(\d{1,2})()\s*(am|pm|o'?clock)\b/i.exec(text);
  if (!match) return null;
  const suffix = (match[3] ?? '').toLowerCase();
  const exact = suffix === 'am' || suffix === 'pm';
  const hour = exact ? (Number(match[1]) % 12) + (suffix === 'pm' ? 12 : 0) : Number(match[1]);
  return { minutes: hour * 60 + Number(match[2] || 0), exact };
}

function score(text: string, slot: Slot, timeZone: string, today: Temporal.PlainDate): number {
  const start = Temporal.Instant.from(slot.startAt).toZonedDateTimeISO(timeZone);
  let points = 0;
  const time = namedTime(text);
  if (time) {
    const minutes = start.hour * 60 + start.minute;
    const same = minutes === time.minutes || (!time.exact && minutes % 720 === time.minutes % 720);
    if (!same) return 0;
    points += 4;
  }
  const lower = text.toLowerCase();
  const day = days.findIndex(
    (name, index) => lower.includes(name) || lower.includes(turkishDays[index] ?? name),
  );
  if (day >= 0) {
    if (day + 1 !== start.dayOfWeek) return 0;
    points += 3;
  }
  const ahead = /\b(tomorrow|yarın)/i.test(text) ? 1 : /\b(today|bugün)/i.test(text) ? 0 : null;
  if (ahead !== null) {
    if (!start.toPlainDate().equals(today.add({ days: ahead }))) return 0;
    points += 3;
  }
  const spoken = new Set(plain(slot.spoken).split(' '));
  const words = plain(text).split(' ');
  return points + words.filter((word) => !filler.has(word) && spoken.has(word)).length;
}

function namedPlace(text: string, slots: Slot[]): Slot | null {
  const place = ordinals.find(([pattern]) => pattern.test(text))?.[1](slots.length);
  return place === undefined ? null : (slots[place] ?? null);
}

/** The offered slot that a lead named: by its place, its day, its time or its words; null when none was named. */
export function chooseSlot(text: string, slots: Slot[], timeZone: string, now: string): Slot | null {
  if (slots.length === 0) return null;
  if (byPlace.test(text)) return namedPlace(text, slots);
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const scores = slots.map((slot) => score(text, slot, timeZone, today));
  const best = Math.max(...scores);
  if (best > 0) return slots[scores.indexOf(best)] ?? null;
  return namedPlace(text, slots);
}

/** The instant at which a lead wants to be called again; two hours from now when no time was named. */
export function namedInstant(text: string, timeZone: string, now: string): string {
  const start = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone);
  const span = /\bin (\d+|an?|half an) ?(minute|hour|day|week)/i.exec(text);
  if (span) {
    const amount = /^\d/.test(span[1] ?? '') ? Number(span[1]) : 1;
    const unit = `${(span[2] ?? 'hour').toLowerCase()}s`;
    if (/half/.test(span[1] ?? '')) return start.add({ minutes: 30 }).toInstant().toString();
    return start
      .add({ [unit]: amount })
      .toInstant()
      .toString();
  }
  const day = days.findIndex((name) => text.toLowerCase().includes(name));
  const tomorrow = /\b(tomorrow|yarın)/i.test(text);
  const ahead = day >= 0 ? (day + 1 - start.dayOfWeek + 7) % 7 || 7 : tomorrow ? 1 : 0;
  const time = namedTime(text) ?? spokenPart(text);
  if (!time) return (ahead ? start.add({ days: ahead }) : start.add({ hours: 2 })).toInstant().toString();
  const minutes = 'exact' in time && !time.exact && time.minutes < 7 * 60 ? time.minutes + 720 : time.minutes;
  const at = start
    .add({ days: ahead })
    .withPlainTime({ hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 });
  const later = Temporal.ZonedDateTime.compare(at, start) > 0 ? at : at.add({ days: 1 });
  return later.toInstant().toString();
}

function spokenPart(text: string): { minutes: number; exact: boolean } | null {
  if (/\bmorning\b/i.test(text)) return { minutes: 10 * 60, exact: true };
  if (/\bafternoon\b/i.test(text)) return { minutes: 15 * 60, exact: true };
  return /\bevening\b/i.test(text) ? { minutes: 18 * 60, exact: true } : null;
}
