import { assignmentPool, countryOf } from '../../domain/leads/assign.ts';
import { type FieldProblem, readLeadForm } from '../../domain/leads/lead-form.ts';
import { durationMs } from '../../domain/time/duration.ts';
import { acceptEnquiry } from '../../schema/database/leads/accept-enquiry.ts';
import { canonicalHash } from '../../schema/database/ledger/canonical-hash.ts';
import { storableJson } from '../../schema/database/storable.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit, type RateLimit, takeTogether } from '../rate-limits.ts';

/** What a form's sender is told: never whether the person is known, and no lead's id. */
export type EnquiryAnswer =
  | { kind: 'accepted'; enquiryId: string }
  | { kind: 'problems'; problems: FieldProblem[] }
  | { kind: 'keyReused' }
  | { kind: 'tooMany'; retryAfterSeconds: number };

export interface SentForm {
  tenant: TenantInForce;
  fields: Record<string, unknown>;
  ip: string;
  idempotencyKey: string | null;
}

/** Takes forms: validated, limited, stored in one transaction, and only then told to the journey. */
export const createTakeEnquiry = (context: ApiContext): ((form: SentForm) => Promise<EnquiryAnswer>) => {
  const limits = createLimits(context);
  return async ({ tenant, fields, ip, idempotencyKey }) => {
    const read = readLeadForm(storableJson(fields), tenant.settings);
    // a bot is not told that it was noticed, and nothing of it is kept
    if (read.kind === 'bot') return { kind: 'accepted', enquiryId: uuidV7() };
    if (read.kind === 'problems') return { kind: 'problems', problems: read.problems };
    const tooMany = await limits(tenant, ip, read.form.phone);
    if (tooMany !== null) return { kind: 'tooMany', retryAfterSeconds: tooMany };
    const { form } = tenant.settings;
    const { consent, ...person } = read.form;
    const { leadId, enquiryId, outcome } = await acceptEnquiry(context.db, {
      ...person,
      tenantId: tenant.tenantId,
      consent: { given: consent, text: form.consentText, ip },
      idempotencyKey,
      bodyHash: canonicalHash(read.form),
      sameEnquiryWithinMs: durationMs(form.sameEnquiryWithin),
      assignTo: assignmentPool(tenant.settings, { ...person, country: countryOf(person, tenant.settings) }),
    });
    if (outcome === 'keyReused') return { kind: 'keyReused' };
    const isNew = outcome === 'new' || outcome === 'again';
    if (isNew) context.pump({ tenantId: tenant.tenantId, leadId });
    return { kind: 'accepted', enquiryId };
  };
};

type Limits = (tenant: TenantInForce, ip: string, phone: string | null) => Promise<number | null>;

/** The limits per visitor's address and per phone number, as the tenant's policy in force says. */
const createLimits = ({ db, settings }: ApiContext): Limits => {
  const made = new Map<string, { perAddress: RateLimit; perPhone: RateLimit }>();
  const limitsOf = ({ tenantId, policyVersion, settings: { form } }: TenantInForce) => {
    const key = `${tenantId}:${policyVersion}`;
    const known = made.get(key);
    if (known) return known;
    const limit = (name: string, { count, within }: { count: number; within: string }): RateLimit =>
      createRateLimit(db.pool, {
        name: `${name}:${tenantId}`,
        points: count,
        seconds: Math.max(1, Math.round(durationMs(within) / 1000)),
        secret: settings.linkSecret,
      });
    const { perAddress, perPhone } = form.limits;
    const limits = { perAddress: limit('form-address', perAddress), perPhone: limit('form-phone', perPhone) };
    made.set(key, limits);
    return limits;
  };
  return async (tenant, ip, phone) => {
    const { perAddress, perPhone } = limitsOf(tenant);
    const answer = await takeTogether(db.pool, [perAddress.of(ip), ...(phone ? [perPhone.of(phone)] : [])]);
    return answer.allowed ? null : answer.retryAfterSeconds;
  };
};
