import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { Tx } from '../../schema/database/database.ts';

/**
 * In whose calendar an appointment stands: where its event was made, as the ledger knows, whatever mailbox the consultant
 * has by now; before that, theirs. Null when there is none.
 */
export const mailboxOf = async (
  tx: Tx,
  { id, eventId, leadId, staffKey }: Pick<AppointmentRow, 'id' | 'eventId' | 'leadId' | 'staffKey'>,
  { staff }: Pick<TenantSettings, 'staff'>,
): Promise<string | null> => {
  const [made] = eventId
    ? await tx.execute<{ mailbox: string }[]>(
        `select payload #>> '{meeting,organiser}' as mailbox from outbound
         where lead_id in (select lead_family(?)) and kind = 'meeting' and key like ? and vendor_id = ?
           and payload ->> 'do' = 'create'`,
        [leadId, `meeting:${id}:v%`, eventId],
      )
    : [];
  return made?.mailbox ?? staff.find(({ key }) => key === staffKey)?.calendar ?? null;
};
