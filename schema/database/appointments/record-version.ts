import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { AppointmentVersion, type AppointmentVersionRow } from './entities.ts';

type Version = Pick<
  AppointmentVersionRow,
  'tenantId' | 'leadId' | 'v' | 'startsAt' | 'endsAt' | 'staffKey' | 'change'
> & { id: string };

/** Keeps a version of an appointment as it was made, in the transaction that makes it. */
export const recordVersion = async (
  tx: Tx,
  { id: appointmentId, ...version }: Version,
  by: { changedBy: string; reason?: string | null; toldByCalendar?: boolean; causedBy: Cause },
): Promise<void> => {
  const { tenantId, leadId, v, startsAt, endsAt, staffKey, change } = version;
  await tx.insert(AppointmentVersion, {
    id: uuidV7(),
    tenantId,
    createdAt: new Date(),
    leadId,
    appointmentId,
    v,
    change,
    startsAt,
    endsAt,
    staffKey,
    changedBy: by.changedBy,
    reason: by.reason ?? null,
    toldByCalendar: by.toldByCalendar ?? true,
    causedBy: by.causedBy,
  });
};
