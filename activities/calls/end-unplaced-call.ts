import type { Tx } from '../../schema/database/database.ts';

/**
 * Ends the attempt of another cause whose request surely never left: it would hold the lead's one line for ever. The
 * lead is locked, so nobody sends it meanwhile. Without one it changes nothing.
 */
export const endUnplacedCall = async (
  tx: Tx,
  leadId: string,
  exceptAttempt: string | null,
): Promise<void> => {
  await tx.execute(
    `with gone as (
       update outbound set state = 'cancelled', reason = 'superseded', settled_at = now()
       where lead_id in (select lead_family(?)) and kind = 'call' and state = 'planned' and key is distinct from 'call:' || ? returning key
     )
     update call_attempt set state = 'ended', outcome = 'skipped', ended_at = now()
     where lead_id in (select lead_family(?)) and ended_at is null and 'call:' || id in (select key from gone)`,
    [leadId, exceptAttempt, leadId],
  );
};
