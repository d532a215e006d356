import type pg from 'pg';
import { uuidV7 } from '../uuid-v7.ts';
import type { Enquiry } from './enquiry.ts';

// one statement each: a form's whole story is written in a single round trip

const eventBody = (enquiry: Enquiry): string =>
  JSON.stringify({
    name: enquiry.name,
    phone: enquiry.phone,
    email: enquiry.email,
    country: enquiry.country,
    interest: enquiry.interest,
    message: enquiry.message,
  });

/**
 * A new person: lead, identities, consent, inbound event, timeline, the first fact, and who looks after them. Whose turn
 * it is is counted in the same statement, so that many at once are given out evenly.
 */
export const insertLeadWithEnquiry = async (
  client: pg.PoolClient,
  enquiry: Enquiry,
  ids: { leadId: string; eventId: string },
): Promise<void> => {
  await client.query({
    name: 'enquiry-new',
    text: `
      with turn as (
        insert into assignment_turn (id, tenant_id, pool, given)
        select $27, $2, array_to_string($28::text[], ' '), 1 where cardinality($28::text[]) > 1
        on conflict (tenant_id, pool) do update set given = assignment_turn.given + 1 returning given
      ), looked_after as (
        select ($28::text[])[1 + (coalesce((select given from turn), 1) - 1) % cardinality($28::text[])] as by
        where cardinality($28::text[]) > 0
      ), assigned as (
        insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
        select $29, $2, $1, 'assigned', jsonb_build_object('from', null, 'to', by, 'because', 'rule'), 'system', $24, now()
        from looked_after
      ), lead_row as (
        insert into lead (id, tenant_id, updated_at, name, phone, email, phone_country, country, language, time_zone,
          interest, source, answers, fact_seq, assigned_to)
        values ($1, $2, now(), $3, $4, $5, $6, $7, $8, $9, $10, 'form', '{}', 1, (select by from looked_after))
      ), identities as (
        insert into lead_identity (id, tenant_id, lead_id, kind, value)
        select i.id, $2, $1, i.kind, i.value
        from (values ($11::uuid, 'phone', $4), ($12::uuid, 'email', $5)) as i (id, kind, value)
        where i.value is not null
      ), ${enquiryRows}
      select 1`,
    values: [
      ids.leadId,
      enquiry.tenantId,
      enquiry.name,
      enquiry.phone,
      enquiry.email,
      enquiry.phoneCountry,
      enquiry.country,
      enquiry.language,
      enquiry.timeZone,
      enquiry.interest,
      uuidV7(),
      uuidV7(),
      ...commonValues(enquiry, ids.eventId, 1, 'formSubmitted', true),
      uuidV7(),
      enquiry.assignTo,
      uuidV7(),
    ],
  });
};

/** A known person: what is new about them, consent, inbound event, timeline, and a fact unless it is the same enquiry. */
export const addEnquiryToLead = async (
  client: pg.PoolClient,
  enquiry: Enquiry,
  found: { leadId: string; eventId: string; seq: number; outcome: 'again' | 'same' },
): Promise<void> => {
  const isNew = found.outcome === 'again';
  await client.query({
    name: 'enquiry-known-person',
    text: `
      with lead_row as (
        update lead set updated_at = now(), name = coalesce(name, $3), phone = coalesce(phone, $4),
          email = coalesce(email, $5), phone_country = coalesce(phone_country, $6), country = coalesce($7, country),
          language = $8, time_zone = coalesce($9, time_zone), interest = coalesce($10, interest),
          fact_seq = case when $18::boolean then $16::int else fact_seq end
        where id = $1
      ), identities as (
        insert into lead_identity (id, tenant_id, lead_id, kind, value)
        select i.id, $2, $1, i.kind, i.value
        from (values ($11::uuid, 'phone', $4), ($12::uuid, 'email', $5)) as i (id, kind, value)
        where i.value is not null
        on conflict (tenant_id, kind, value) do nothing
      ), ${enquiryRows}
      select 1`,
    values: [
      found.leadId,
      enquiry.tenantId,
      enquiry.name,
      enquiry.phone,
      enquiry.email,
      enquiry.phoneCountry,
      enquiry.country,
      enquiry.language,
      enquiry.timeZone,
      enquiry.interest,
      uuidV7(),
      uuidV7(),
      ...commonValues(enquiry, found.eventId, found.seq, isNew ? 'formSubmitted' : 'formRepeated', isNew),
    ],
  });
};

const enquiryRows = `event as (
        insert into inbound_event (id, tenant_id, vendor, account, event_id, kind, lead_id, body, body_hash)
        values ($13, $2, 'form', 'public', $14, 'form', $1, $15, $19)
      ), consent as (
        insert into lead_consent (id, tenant_id, lead_id, given, text, ip, given_at, caused_by)
        values ($20, $2, $1, $21, $22, $23, now(), $24)
      ), told as (
        insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
        values ($25, $2, $1, $17, '{}', 'lead', $24, now())
      ), fact as (
        insert into lead_fact (id, tenant_id, lead_id, seq, kind, ref, caused_by)
        select $26, $2, $1, $16::int, 'formSubmitted', $13, $24 where $18::boolean
      )`;

const commonValues = (
  enquiry: Enquiry,
  eventId: string,
  seq: number,
  told: 'formSubmitted' | 'formRepeated',
  isFact: boolean,
): unknown[] => [
  eventId,
  enquiry.idempotencyKey ?? eventId,
  eventBody(enquiry),
  seq,
  told,
  isFact,
  enquiry.bodyHash,
  uuidV7(),
  enquiry.consent.given,
  enquiry.consent.text,
  enquiry.consent.ip,
  JSON.stringify({ kind: 'fact', id: eventId }),
  uuidV7(),
  uuidV7(),
];
