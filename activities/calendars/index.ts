import type { WatchActivities } from '../../schema/contracts/watch.ts';
import type { Ports } from '../ports.ts';
import { createTendCalendar } from './tend-calendar.ts';

/** The consultants' calendars, watched for what people change in them. */
export const createWatchActivities = (ports: Ports): WatchActivities => ({
  tendCalendar: createTendCalendar(ports),
});
