import type { TenantSettings } from '../../schema/contracts/tenant.ts';

/** As many calls as a vendor's account places in half a minute: the other half is for whoever asks by themselves. */
const journeysPerMinute = 30;

/** The time between the beginnings of two imported leads' journeys. */
export const journeyGapMs = ({ imports }: Pick<TenantSettings, 'imports'>): number =>
  60_000 / (imports?.journeysPerMinute ?? journeysPerMinute);
