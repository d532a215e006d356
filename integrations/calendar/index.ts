import { createMicrosoftGraph } from './microsoft-graph/client.ts';
import type { GraphSettings } from './microsoft-graph/settings.ts';
import type { Calendar } from './port.ts';

export type CalendarSettings = GraphSettings;

const vendors: {
  [V in CalendarSettings['vendor']]: (settings: Extract<CalendarSettings, { vendor: V }>) => Calendar;
} = { 'microsoft-graph': createMicrosoftGraph };

/** The vendor that the settings name. */
export const createCalendar = (settings: CalendarSettings): Calendar => vendors[settings.vendor](settings);

export { readGraphSettings as readCalendarSettings } from './microsoft-graph/settings.ts';
