import type { Result } from './observe.ts';

/** What comes out of a journey at `heavenly-drops` that nobody disturbs, by whose voice answers. */
export const undisturbed: Record<'ivy' | 'ana', Result> = {
  ivy: booked(['answered'], ['completed']),
  ana: booked(['noAnswer', 'answered'], ['no-answer', 'completed']),
};

function booked(calls: string[], vendorCalls: string[]): Result {
  return {
    step: 'rest',
    status: 'appointment',
    calls,
    vendorCalls,
    recordings: 1,
    meetings: 1,
    cancelledMeetings: 0,
    appointments: ['completed'],
    openActions: [],
    emails: {
      'callSummaryLead to lead': 1,
      'callSummaryStaff to staff': 2,
      'followUp to lead': 1,
      'reminderLead to lead': 2,
      'reminderStaff to staff': 2,
      'welcome to lead': 1,
    },
  };
}
