import type { DayWindow } from '../../contracts/hours.ts';
import { publicBuilder } from './builder.ts';

/** Hours as the business keeps them. */
export interface OpeningHours {
  timeZone: string;
  windows: DayWindow[];
  holidays: string[];
}

const Window = publicBuilder.objectRef<DayWindow>('Window').implement({
  description:
    'A stretch of local time that begins on each of these days. One that ends earlier than it begins goes on past midnight.',
  fields: (t) => ({
    days: t.stringList({ description: 'The days: `mon` to `sun`.', resolve: ({ days }) => [...days] }),
    from: t.exposeString('from', { description: 'When it begins, as `09:00`.' }),
    to: t.exposeString('to', { description: 'When it ends; `24:00` is the end of the day.' }),
  }),
});

export const OpeningHoursRef = publicBuilder.objectRef<OpeningHours>('OpeningHours').implement({
  description: 'When meetings are held.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'The zone of the hours (IANA).' }),
    windows: t.field({
      type: [Window],
      description: 'The hours of a week.',
      resolve: ({ windows }) => windows,
    }),
    holidays: t.exposeStringList('holidays', { description: 'Local dates without meetings.' }),
  }),
});
