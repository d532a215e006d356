import { spokenTime } from '../../../../domain/appointments/spoken-time.ts';
import type { TalkContext } from './talk-context.ts';

type Talk = Pick<TalkContext, 'lead' | 'tenant'>;

/** The zone whose clock the lead lives by, as far as we know. */
export const leadZone = ({ lead, tenant }: Talk): string => lead.timeZone ?? tenant.settings.profile.timeZone;

/** An instant as a voice says it, in the lead's language and by their clock. */
export const speakTime = (talk: Talk, at: string): string =>
  spokenTime(at, leadZone(talk), talk.lead.language);
