import type { AppointmentRow } from '../../schema/database/appointments/entities.ts';

/** Why nobody is invited to a meeting, or told of it, any more: it came too late, after a vendor or the tenant was away. */
export const whyOver = ({ endsAt }: Pick<AppointmentRow, 'endsAt'>): string | null =>
  endsAt.getTime() <= Date.now() ? 'meetingOver' : null;
