import type { Route, VendorSettings } from '../vendor.ts';
import type { Call, CallOrder } from './call.ts';
import { callJson } from './call-json.ts';
import { badParameter } from './errors.ts';

/** What stands in the place of the number of somebody who withholds it. */
export const anonymous = 'anonymous';

const number = /^\+[1-9]\d{6,14}$/;
const owned = /^\+442079460\d{3}$/;

/** A call of somebody's to a number of the account, as the number is set up in the console. */
export function incomingOrder(
  settings: VendorSettings,
  { from, to }: { from: string | null; to: string },
): CallOrder {
  if (!settings.twilioVoiceUrl) throw badParameter(21401, 'the number has no voice URL set up');
  if (!owned.test(to)) throw badParameter(21401, `To: a number of the account, not ${to}`);
  if (from !== null && !number.test(from)) throw badParameter(21212, `From: a number, or null, not ${from}`);
  return {
    to,
    from: from ?? anonymous,
    url: settings.twilioVoiceUrl,
    method: 'POST',
    fallbackUrl: null,
    twiml: null,
    statusCallback: settings.twilioVoiceStatusUrl,
    statusCallbackMethod: 'POST',
    // a number's own status callback tells of the end alone
    events: ['completed'],
    timeoutSeconds: 60,
    timeLimitSeconds: 14_400,
    machineDetection: null,
    asyncAmd: false,
    asyncAmdCallback: null,
    asyncAmdMethod: 'POST',
    recording: null,
  };
}

/** Lets somebody call: `POST /_sandbox/twilio/inbound-call` with `from` (null: withheld) and `to`. */
export const incomingRoute = (
  receive: (call: { from: string | null; to: string }) => Call,
  account: string,
): Route => ({
  method: 'POST',
  path: '/inbound-call',
  operation: 'inboundCall',
  handle: ({ rawBody }) => {
    const body: unknown = JSON.parse(rawBody.toString('utf8') || '{}');
    const { from = null, to } = body as { from?: unknown; to?: unknown };
    if (typeof to !== 'string' || (from !== null && typeof from !== 'string'))
      throw badParameter(21201, 'to: a number; from: a number or null');
    return { status: 201, json: callJson(receive({ from, to }), account) };
  },
});
