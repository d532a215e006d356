import type { TalkPatience, TenantSettings } from '../../schema/contracts/tenant.ts';
import { durationMs } from '../time/duration.ts';

/** What holds where the tenant says nothing. */
export const defaultPatience: Required<TalkPatience> = {
  fillerAfter: '4 seconds',
  silenceAfter: '12 seconds',
  silences: 2,
  misunderstandings: 3,
};

/** How long a tenant's talks wait, and how often they ask again. */
export const talkPatience = ({
  talk,
}: TenantSettings): {
  fillerAfterMs: number;
  silenceAfterMs: number;
  silences: number;
  misunderstandings: number;
} => {
  const { fillerAfter, silenceAfter, silences, misunderstandings } = { ...defaultPatience, ...talk.patience };
  return {
    fillerAfterMs: durationMs(fillerAfter),
    silenceAfterMs: durationMs(silenceAfter),
    silences,
    misunderstandings,
  };
};
