const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const month = /^\d{4}-(0[1-9]|1[0-2])$/;
const longestDays = 366;

/** The first and the last day of a period, by the business's own calendar. */
export interface UsagePeriod {
  from: string;
  to: string;
}

export interface UsageAsked {
  month?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}

/** The period that is asked for, by its month or by its days, this month when nothing is said; otherwise what was expected. */
export const usagePeriod = (given: UsageAsked, today: string): UsagePeriod | { expected: string } => {
  const isSaid = Boolean(given.month || given.from || given.to);
  const asked: UsageAsked = isSaid ? given : { month: today.slice(0, 7) };
  if (asked.month) {
    if (!month.test(asked.month) || asked.from || asked.to)
      return { expected: 'month: a month such as "2026-11", without days' };
    const [year = 0, number = 1] = asked.month.split('-').map(Number);
    return { from: `${asked.month}-01`, to: dateOf(Date.UTC(year, number, 0)) };
  }
  const { from, to } = asked;
  if (!from || !to || !isDay(from) || !isDay(to))
    return { expected: 'from and to: days such as "2026-11-26"' };
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  if (days < 1 || days > longestDays)
    return { expected: `to: a day from ${from} on, ${longestDays} days at most` };
  return { from, to };
};

/** Every day of a period. */
export const daysOf = ({ from, to }: UsagePeriod): string[] => {
  const count = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return Array.from({ length: count }, (_, index) => dateOf(Date.parse(from) + index * 86_400_000));
};

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

// the 31st of February has the right form
const isDay = (text: string): boolean => day.test(text) && dateOf(Date.parse(text)) === text;
