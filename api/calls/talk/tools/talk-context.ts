import type { CallPhrases } from '../../../../domain/calls/phrases.ts';
import type { TalkSituation } from '../../../../domain/talk/brief.ts';
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
  /** of the language that is spoken now */
  readonly phrases: CallPhrases;
  situation: TalkSituation;
  /** in the background; the same call again is recorded once */
  startRecording(): void;
  /** members of staff who were asked to take the lead over, in this call */
  tried: string[];
  /** what was offered in this call so far, by any of its sockets: the tools add to it */
  offered: OfferedSlot[];
  /** what was answered in this call so far, by any of its sockets */
  answers: Record<string, string>;
}
