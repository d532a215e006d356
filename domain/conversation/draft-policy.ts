import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';
import { durationMs } from '../time/duration.ts';

/** Why a reply waits for a person. */
export type HeldBecause =
  | 'notAutomatic'
  | 'unsure'
  | 'unsupported'
  | 'dictated'
  | 'leaked'
  | 'noSource'
  | 'noText'
  | 'noModel'
  | 'earlierHeld'
  | 'tooMany';

/** What happens to a reply that nobody decides about. */
export interface Approval {
  afterMs: number;
  otherwise: 'send' | 'discard' | 'remind';
  holdingReply: string | null;
  /** keys of staff */
  approvers: string[];
}

/** The tenant's time-out policy. A tenant that says nothing is reminded every four hours, and nothing is sent unasked. */
export const approvalOf = ({ replies, staff }: Pick<TenantSettings, 'replies' | 'staff'>): Approval => {
  const { after = '4 hours', otherwise = 'remind', holdingReply = null, approvers } = replies.approval ?? {};
  const mayDecide = staff.filter(({ role }) => role !== 'viewer');
  const notified = mayDecide.filter(({ notify }) => notify);
  const named = mayDecide.filter(({ key }) => approvers?.includes(key));
  const keys = (members: StaffMember[]): string[] => members.map(({ key }) => key);
  return {
    afterMs: Math.max(1_000, durationMs(after)),
    otherwise,
    holdingReply,
    approvers: approvers ? keys(named) : keys(notified.length > 0 ? notified : mayDecide),
  };
};

const dayMs = 86_400_000;

/** How long to wait after people were reminded for the nth time: twice as long each time, up to a day. */
export const reminderWaitMs = (afterMs: number, nth: number): number =>
  Math.min(afterMs * 2 ** Math.min(nth - 1, 30), Math.max(afterMs, dayMs));

/** How long a model that gives no answer is waited for before people are told. */
export const patienceMs = ({ replies }: Pick<TenantSettings, 'replies'>): number =>
  durationMs(replies.patience ?? '10 minutes');

// whatever else holds a reply back is for a person's eyes, however long that takes
const maySendUnasked: readonly string[] = ['unsure', 'earlierHeld'];

/** What the time-out does to this draft now. A paused lead is written nothing that no person has decided on. */
export const whenDue = (
  draft: { text: string; confidence: number; heldBecause: string | null },
  { otherwise, holdingReply }: Approval,
  { paused }: { paused: boolean },
): Approval['otherwise'] => {
  if (paused) return 'remind';
  if (otherwise === 'send') {
    const isFit = draft.text.trim() !== '' && draft.confidence > 0;
    return isFit && maySendUnasked.includes(draft.heldBecause ?? '') ? 'send' : 'remind';
  }
  return otherwise === 'discard' && !holdingReply ? 'remind' : otherwise;
};
