import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import type { Ports } from '../ports.ts';
import { bringUpToDate } from './arrange-meeting.ts';

/** Takes a meeting out of the calendar that no journey attends to any more: its person has another one. */
export const createWithdrawMeeting =
  (ports: Ports): JourneyActivities['withdrawMeeting'] =>
  async (input) => {
    await bringUpToDate(ports, input);
    return { kind: 'done' };
  };
