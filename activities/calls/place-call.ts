import { setTimeout as sleep } from 'node:timers/promises';
import type { VendorCall } from '../../integrations/telephony/port.ts';
import type { JourneyActivities, NotNow, PlaceCallResult } from '../../schema/contracts/journey.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Performed } from '../../schema/database/ledger/plan.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { Ports } from '../ports.ts';
import { callPlan } from './call-plan.ts';
import { hangUpOnce } from './hang-up.ts';
import { waitForOtherCall } from './wait-for-other-call.ts';

/** Places the call that `cause` is the reason of. The same cause finds its own attempt again and never calls twice. */
export const createPlaceCall =
  (ports: Ports): JourneyActivities['placeCall'] =>
  async (input): Promise<PlaceCallResult> => {
    const { tenantId, cause } = input;
    const find = () => ports.db.inTenant(tenantId, (tx) => tx.findOne(CallAttempt, { causeId: cause.id }));
    const known = await find();
    if (known?.endedAt) return over(ports, known);
    const attemptId = known?.id ?? uuidV7();
    const performed = await inTurn(() => performOnce(ports.db, callPlan(ports, { ...input, attemptId })));
    if (performed.kind === 'later')
      return performed.later.because === 'callRunning' ? waitForOtherCall(ports, input) : performed.later;
    if (performed.kind === 'refused') return { kind: 'ended', attemptId };
    const attempt = await find();
    if (attempt?.endedAt) return over(ports, attempt);
    const guardAt = performed.kind === 'unknown' ? performed.until : (attempt?.guardAt ?? new Date());
    return { kind: 'placed', attemptId, guardAt: guardAt.toISOString() };
  };

/**
 * The call has ended in our rows. Where the lead called us while ours was on its way to the vendor nobody could hang it
 * up then: it rings on until we do.
 */
const over = async (
  ports: Ports,
  attempt: Parameters<typeof hangUpOnce>[1] & { statusEndedAt?: Date | null | undefined },
): Promise<PlaceCallResult> => {
  if (!attempt.statusEndedAt) await hangUpOnce(ports, attempt, 'statusEndedAt');
  return { kind: 'ended', attemptId: attempt.id };
};

/** A wait as short as this is over before a timer of the journey's would be. */
const aMomentMs = 400;
const mostMoments = 3;

/** A call whose turn is a moment away takes it here; a longer wait is the journey's, which holds no worker meanwhile. */
const inTurn = async (
  place: () => Promise<Performed<VendorCall, NotNow>>,
): Promise<Performed<VendorCall, NotNow>> => {
  for (let moment = 0; ; moment += 1) {
    const performed = await place();
    const later = performed.kind === 'later' ? performed.later : null;
    if (later?.kind !== 'at' || later.because !== 'callQueued' || moment === mostMoments) return performed;
    const waitMs = Date.parse(later.at) - Date.now();
    if (waitMs > aMomentMs) return performed;
    await sleep(Math.max(1, waitMs));
  }
};
