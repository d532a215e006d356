import type { JourneyActivities, JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import type { Ports } from '../ports.ts';
import { createArrangeMeeting } from './arrange-meeting.ts';
import { createEndAppointment } from './end-appointment.ts';
import { createOfferSlots } from './offer-slots.ts';
import { createRemind } from './remind.ts';
import { createWithdrawMeeting } from './withdraw-meeting.ts';

type AppointmentActivities = Pick<
  JourneyActivities,
  'offerSlots' | 'arrangeMeeting' | 'withdrawMeeting' | 'remind'
> &
  Pick<JourneyLocalActivities, 'endAppointment'>;

/** Appointments: offered, arranged in the consultant's calendar, reminded of, ended. */
export const createAppointmentActivities = (ports: Ports): AppointmentActivities => ({
  offerSlots: createOfferSlots(ports),
  arrangeMeeting: createArrangeMeeting(ports),
  withdrawMeeting: createWithdrawMeeting(ports),
  remind: createRemind(ports),
  endAppointment: createEndAppointment(ports),
});
