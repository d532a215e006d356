import type { Telephony } from './port.ts';
import { createTwilio } from './twilio/client.ts';
import type { TwilioSettings } from './twilio/settings.ts';

export type TelephonySettings = TwilioSettings;

const vendors: {
  [V in TelephonySettings['vendor']]: (settings: Extract<TelephonySettings, { vendor: V }>) => Telephony;
} = { twilio: createTwilio };

/** The vendor that the settings name. */
export const createTelephony = (settings: TelephonySettings): Telephony => vendors[settings.vendor](settings);

export { readTwilioSettings as readTelephonySettings } from './twilio/settings.ts';
