import type { JourneyActivities, JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import type { Ports } from '../ports.ts';
import { createAfterCall } from './after-call.ts';
import { createHangUp } from './hang-up.ts';
import { createPlaceCall } from './place-call.ts';
import { createReconcileCall } from './reconcile-call.ts';

type CallActivities = Pick<JourneyActivities, 'placeCall' | 'reconcileCall' | 'hangUp'> &
  Pick<JourneyLocalActivities, 'afterCall'>;

/** Phone calls to a lead. */
export const createCallActivities = (ports: Ports): CallActivities => ({
  placeCall: createPlaceCall(ports),
  reconcileCall: createReconcileCall(ports),
  hangUp: createHangUp(ports),
  afterCall: createAfterCall(ports),
});
