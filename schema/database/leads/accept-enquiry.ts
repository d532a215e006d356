import type pg from 'pg';
import type { Database } from '../database.ts';
import { withTenantClient } from '../tenant-client.ts';
import { isRaceLost } from '../unique-violation.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { AcceptedEnquiry, Enquiry } from './enquiry.ts';
import { addEnquiryToLead, insertLeadWithEnquiry } from './enquiry-statements.ts';
import { proposeMergeOnClient } from './merge-proposals.ts';

const mostAttempts = 5;

/**
 * Stores an enquiry with its lead, consent, timeline and fact in one transaction: once this returns, its journey will
 * run whatever fails. The same `Idempotency-Key` answers the same enquiry again.
 */
export const acceptEnquiry = async (db: Database, enquiry: Enquiry): Promise<AcceptedEnquiry> => {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await withTenantClient(db, enquiry.tenantId, (client) => accept(client, enquiry));
    } catch (failure) {
      // enquiries of one person at once: the next attempt finds what the others have stored
      if (!isRaceLost(failure) || attempt === mostAttempts) throw failure;
    }
};

interface Known {
  lead_id: string | null;
  fact_seq: number | null;
  merged_into: string | null;
  erased_at: Date | null;
  /** another lead, which the e-mail address belongs to while the number is this one's */
  by_email: string | null;
  key_event_id: string | null;
  key_lead_id: string | null;
  key_body_hash: string | null;
}

const accept = async (client: pg.PoolClient, enquiry: Enquiry): Promise<AcceptedEnquiry> => {
  const known = await findKnown(client, enquiry);
  if (known.key_event_id && known.key_lead_id)
    return {
      leadId: known.key_lead_id,
      enquiryId: known.key_event_id,
      outcome: known.key_body_hash === enquiry.bodyHash ? 'replayed' : 'keyReused',
    };
  const eventId = uuidV7();
  if (!known.lead_id) {
    const leadId = uuidV7();
    await insertLeadWithEnquiry(client, enquiry, { leadId, eventId });
    return { leadId, enquiryId: eventId, outcome: 'new' };
  }
  const outcome = (await isRecent(client, known.lead_id, enquiry)) ? 'same' : 'again';
  const seq = (known.fact_seq ?? 0) + 1;
  await addEnquiryToLead(client, enquiry, { leadId: known.lead_id, eventId, seq, outcome });
  // typed together on one form: perhaps one person, perhaps not. Staff are asked, nobody is merged.
  if (known.by_email)
    await proposeMergeOnClient(client, {
      tenantId: enquiry.tenantId,
      leads: [known.lead_id, known.by_email],
      reason: 'typedTogether',
      causedBy: { kind: 'fact', id: eventId },
    });
  return { leadId: known.lead_id, enquiryId: eventId, outcome };
};

// The phone number weighs more than the e-mail address. Two look-ups, each by a unique index: joined with its leads, an
// `or` is planned as a walk through every lead of the tenant. A lead that was merged or forgotten while its lock was waited
// for is answered by the same statement, run again.
const findKnown = async (client: pg.PoolClient, enquiry: Enquiry): Promise<Known> => {
  const { rows } = await client.query<Known>({
    name: 'enquiry-known',
    text: `
      with phone as (
        select lead_id from lead_identity where kind = 'phone' and value = $1
      ), email as (
        select lead_id from lead_identity where kind = 'email' and value = $2
      ), locked as (
        select l.id, l.fact_seq, l.merged_into, l.erased_at from lead l
        where l.id = (
          select case when p.merged_into is null then p.id else lead_root(p.id) end from lead p
          where p.id = coalesce((select lead_id from phone), (select lead_id from email))
        )
        for update
      )
      select locked.id as lead_id, locked.fact_seq, locked.merged_into, locked.erased_at,
        (select lead_root(email.lead_id) from email, phone where email.lead_id <> phone.lead_id) as by_email,
        e.id as key_event_id, e.lead_id as key_lead_id, e.body_hash as key_body_hash
      from (select 1) always
      left join locked on true
      left join inbound_event e on e.vendor = 'form' and e.account = 'public' and e.event_id = $3`,
    values: [enquiry.phone, enquiry.email, enquiry.idempotencyKey],
  });
  const known = rows[0];
  if (!known) throw new Error('a statement that always answers a row answered none');
  const isNobody = known.merged_into !== null || known.erased_at !== null;
  return isNobody && !known.key_event_id ? findKnown(client, enquiry) : known;
};

// a statement of its own: the one that waited for the lead's lock does not see what its holder has written
const isRecent = async (client: pg.PoolClient, leadId: string, enquiry: Enquiry): Promise<boolean> => {
  const { rows } = await client.query<{ recent: boolean }>({
    name: 'enquiry-recent',
    text: `
      select exists (select from lead_fact where lead_id in (select lead_family($1)) and kind = 'formSubmitted'
        and created_at > clock_timestamp() - $2 * interval '1 millisecond') as recent`,
    values: [leadId, enquiry.sameEnquiryWithinMs],
  });
  return rows[0]?.recent ?? false;
};
