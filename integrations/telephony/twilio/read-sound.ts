import { classifyTwilioError, TwilioRefusal } from './errors.ts';
import type { TwilioSettings } from './settings.ts';

/** An hour of a call is some 60 MB: far more than the requests of the interface may take. */
const soundTimeoutMs = 120_000;

/** The media of a recording, which the SDK does not read: at the recording's own address with `.wav`, with the account's credentials. */
export const readSound = async (
  { accountSid, authToken, baseUrl }: TwilioSettings,
  recordingSid: string,
): Promise<AsyncIterable<Uint8Array> | null> => {
  const host = baseUrl === null ? 'https://api.twilio.com' : `${baseUrl}/api`;
  const path = `/2010-04-01/Accounts/${accountSid}/Recordings/${encodeURIComponent(recordingSid)}.wav`;
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  try {
    const answer = await fetch(`${host}${path}`, {
      headers: { authorization: `Basic ${credentials}` },
      signal: AbortSignal.timeout(soundTimeoutMs),
    });
    if (answer.ok) return answer.body && read(answer.body);
    const body = await answer.text();
    if (answer.status === 404) return null;
    const { status } = answer;
    throw new TwilioRefusal({ status, code: null, retryAfter: answer.headers.get('retry-after'), body });
  } catch (error) {
    throw classifyTwilioError(error);
  }
};

/** A connection that breaks in the middle of it is a failure as any other. */
async function* read(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw classifyTwilioError(error);
  }
}
