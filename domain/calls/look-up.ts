import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { durationMs } from '../time/duration.ts';

const longestBetweenLooksMs = 60_000;

/** How long after its ringing would have ended a call is looked up at the vendor, should nobody have told of its end. */
export const lookUpAfterMs = ({ calling }: Pick<TenantSettings, 'calling'>): number =>
  durationMs(calling.lookUpAfter ?? '2 minutes');

/** How long after a look that found the call still open the next one comes. */
export const lookAgainAfterMs = (settings: Pick<TenantSettings, 'calling'>): number =>
  Math.min(longestBetweenLooksMs, lookUpAfterMs(settings));
