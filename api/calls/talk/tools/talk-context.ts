import type { CallPhrases } from '../../../../domain/calls/phrases.ts';
import type { CallAttemptRow, OfferedSlot } from '../../../../schema/database/calls/entities.ts';
import type { LeadRow } from '../../../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../../../context.ts';
import type { TalkLimits } from '../talk-limits.ts';

/** What the tools of one talk work with. */
export interface TalkContext {
  api: ApiContext;
  tenant: TenantInForce;
  lead: LeadRow;
  attempt: CallAttemptRow;
  limits: TalkLimits;
  phrases: CallPhrases;
  /** what was offered in this call so far, by any of its sockets: the tools add to it */
  offered: OfferedSlot[];
  /** what was answered in this call so far, by any of its sockets */
  answers: Record<string, string>;
}
