import type pg from 'pg';
import type { Database } from '../database.ts';
import { withTenantClient } from '../tenant-client.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { Enquiry, EnquiryOutcome } from './enquiry.ts';
import { addEnquiryToLead, insertLeadWithEnquiry } from './enquiry-statements.ts';

/**
 * Stores an enquiry with its lead, consent, timeline and fact in one transaction: once this returns, its journey will
 * run whatever fails. The same `Idempotency-Key` answers the same lead again.
 */
export const acceptEnquiry = async (
  db: Database,
  enquiry: Enquiry,
): Promise<{ leadId: string; outcome: EnquiryOutcome }> => {
  const attempt = () => withTenantClient(db, enquiry.tenantId, (client) => accept(client, enquiry));
  try {
    return await attempt();
  } catch (failure) {
    // two enquiries of one person at once: the second finds what the first has stored
    if (isUniqueViolation(failure)) return attempt();
    throw failure;
  }
};

interface Known {
  lead_id: string | null;
  fact_seq: number | null;
  key_lead_id: string | null;
  key_body_hash: string | null;
}

const accept = async (
  client: pg.PoolClient,
  enquiry: Enquiry,
): Promise<{ leadId: string; outcome: EnquiryOutcome }> => {
  const known = await findKnown(client, enquiry);
  if (known.key_lead_id)
    return {
      leadId: known.key_lead_id,
      outcome: known.key_body_hash === enquiry.bodyHash ? 'replayed' : 'keyReused',
    };
  const eventId = uuidV7();
  if (!known.lead_id) {
    const leadId = uuidV7();
    await insertLeadWithEnquiry(client, enquiry, { leadId, eventId });
    return { leadId, outcome: 'new' };
  }
  const outcome = (await isRecent(client, known.lead_id, enquiry)) ? 'same' : 'again';
  const seq = (known.fact_seq ?? 0) + 1;
  await addEnquiryToLead(client, enquiry, { leadId: known.lead_id, eventId, seq, outcome });
  return { leadId: known.lead_id, outcome };
};

// The phone number weighs more than the e-mail address; a lead that was merged answers with the one it became. Two look-ups,
// each by a unique index: joined with its leads, an `or` is planned as a walk through every lead of the tenant.
const findKnown = async (client: pg.PoolClient, enquiry: Enquiry): Promise<Known> => {
  const { rows } = await client.query<Known>({
    name: 'enquiry-known',
    text: `
      with person as (
        select coalesce(
          (select lead_id from lead_identity where kind = 'phone' and value = $1),
          (select lead_id from lead_identity where kind = 'email' and value = $2)
        ) as id
      ), locked as (
        select l.id, l.fact_seq from lead l
        where l.id = (select coalesce(p.merged_into, p.id) from lead p where p.id = (select id from person))
        for update
      )
      select locked.id as lead_id, locked.fact_seq, e.lead_id as key_lead_id, e.body_hash as key_body_hash
      from (select 1) always
      left join locked on true
      left join inbound_event e on e.vendor = 'form' and e.account = 'public' and e.event_id = $3`,
    values: [enquiry.phone, enquiry.email, enquiry.idempotencyKey],
  });
  return rows[0] ?? { lead_id: null, fact_seq: null, key_lead_id: null, key_body_hash: null };
};

// a statement of its own: the one that waited for the lead's lock does not see what its holder has written
const isRecent = async (client: pg.PoolClient, leadId: string, enquiry: Enquiry): Promise<boolean> => {
  const { rows } = await client.query<{ recent: boolean }>({
    name: 'enquiry-recent',
    text: `
      select exists (select from lead_fact where lead_id = $1 and kind = 'formSubmitted'
        and created_at > clock_timestamp() - $2 * interval '1 millisecond') as recent`,
    values: [leadId, enquiry.sameEnquiryWithinMs],
  });
  return rows[0]?.recent ?? false;
};
