import { setTimeout as pause } from 'node:timers/promises';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { PhoneAction, VendorContext } from '../vendor.ts';
import { type Call, type CallOrder, isOver, newSid, type RelayStart } from './call.ts';
import { callFields } from './call-json.ts';
import { type Dialling, dialNumber } from './dial.ts';
import { createLeadVoice, type LeadVoice } from './lead-voice.ts';
import { openRelay, type RelayOutcome, type RelaySession } from './relay-session.ts';
import { tell } from './tell.ts';
import { type Dial, readTwiml, TwimlError, type Verb } from './twiml.ts';

/** The TwiML of one call while it is carried out. */
export interface Script {
  leadDoes(action: PhoneAction & object): boolean;
  /** the call is over: a session is completed and reported */
  hangUp(): void;
  /** nothing of it goes on, and nothing is reported */
  cut(): void;
}

type Source = Pick<CallOrder, 'url' | 'twiml' | 'method' | 'fallbackUrl'>;

export interface ScriptParts {
  call: Call;
  context: VendorContext;
  save(): void;
  end(): void;
  /** the first document of a call that came in: it is answered, or not */
  pickUp(rejected: 'busy' | 'rejected' | null): void;
  /** where the document comes from; `lostSession` goes on after a restart of the sandbox */
  from: Source | 'lostSession';
}

const account = sandboxCredentials.twilioAccountSid;
type Ask = { operation: string; url: string; method: 'GET' | 'POST'; fields?: Record<string, string> };

/** Fetches and carries out a call's TwiML, from one document to the next, until it hangs up. */
export function runScript({ call, context, save, end, pickUp, from }: ScriptParts): Script {
  const { webhooks, personas, settings, clock, faults } = context;
  let session: RelaySession | null = null;
  let voice: LeadVoice | null = null;
  let dialling: Dialling | null = null;
  let cut = false;

  const ask = async ({ operation, url, method, fields = {} }: Ask): Promise<Verb[]> => {
    const answered = call.answeredBy ? { AnsweredBy: call.answeredBy } : {};
    const all = { ...callFields(call, account), ...answered, ...fields };
    const answer = await tell(webhooks, { operation, url, method, fields: all });
    if ('failure' in answer) throw new TwimlError(11200, `HTTP retrieval failure: ${answer.failure}`);
    if (answer.status >= 300) throw new TwimlError(11200, `HTTP retrieval failure: status ${answer.status}`);
    return isOver(call) || answer.text.trim() === '' ? [] : readTwiml(answer.text);
  };

  const fetchFirst = async ({ url, twiml, method, fallbackUrl }: Source): Promise<Verb[]> => {
    if (url === null) return readTwiml(twiml ?? '');
    try {
      return await ask({ operation: 'twiml', url, method });
    } catch (error) {
      if (fallbackUrl === null || !(error instanceof TwimlError)) throw error;
      const fields = { ErrorCode: String(error.code), ErrorUrl: url };
      return ask({ operation: 'twimlFallback', url: fallbackUrl, method: 'POST', fields });
    }
  };

  const reportSession = async (start: RelayStart, outcome: RelayOutcome): Promise<Verb[]> => {
    call.session = null;
    save();
    if (!start.actionUrl) return [];
    const fields = {
      SessionId: start.sessionId,
      SessionStatus: outcome.status,
      SessionDuration: String(Math.round((clock.now() - start.startedMs) / 1000)),
      ...(outcome.handoffData !== null && { HandoffData: outcome.handoffData }),
      ...(outcome.error && { ErrorCode: String(outcome.error.code), ErrorMessage: outcome.error.message }),
    };
    return ask({ operation: 'connectAction', url: start.actionUrl, method: start.actionMethod, fields });
  };

  const setupMessage = (sessionId: string, parameters: Record<string, string>) => ({
    ...{ type: 'setup', sessionId, accountSid: account, parentCallSid: '', callSid: call.sid },
    ...{ from: call.order.from, to: call.order.to, forwardedFrom: '', callType: 'PSTN', callerName: '' },
    ...{ direction: call.direction, callStatus: 'IN-PROGRESS', customParameters: parameters },
  });

  const connect = async ({ action, method, relay }: Verb & { verb: 'Connect' }): Promise<Verb[]> => {
    const sessionId = newSid('VX');
    const actionUrl = action && call.order.url ? new URL(action, call.order.url).href : action;
    const start: RelayStart = { sessionId, startedMs: clock.now(), actionUrl, actionMethod: method };
    call.session = start;
    save();
    const setup = setupMessage(sessionId, relay.parameters);
    const { speechMs } = settings;
    const heard = (what: 'word' | 'turn') => (what === 'word' ? voice?.agentSpeaks() : voice?.agentListens());
    const opened = openRelay({ call, relay, setup, faults, speechMs, save, heard });
    const { language, say, press } = opened;
    voice = createLeadVoice({ call, personas, speechMs, language, say, press, hangUp: end });
    session = opened;
    const outcome = await opened.done;
    voice.stop();
    session = null;
    if (outcome.error) call.errors.push({ ...outcome.error, at: new Date(clock.now()).toISOString() });
    return cut ? [] : reportSession(start, outcome);
  };

  const dialOut = async (dial: Dial): Promise<Record<string, string>> => {
    const whisper = async (url: string, method: 'GET' | 'POST', fields: Record<string, string>) =>
      ask({ operation: 'whisper', url, method, fields });
    dialling = dialNumber({ call, dial, context, save, ask: whisper });
    const fields = await dialling.done;
    dialling = null;
    return fields;
  };

  const carryOut = async (verbs: Verb[]): Promise<void> => {
    for (const verb of verbs) {
      if (cut || isOver(call)) return;
      if (verb.verb === 'Say') {
        call.turns.push({ by: 'agent', text: verb.text, partial: false });
        save();
        await pause(settings.speechMs);
      } else if (verb.verb === 'Pause') await pause(verb.seconds * 1000);
      else if (verb.verb === 'Redirect') {
        const { url, method } = verb;
        return carryOut(await ask({ operation: 'twiml', url, method }));
      } else if (verb.verb === 'Connect') {
        const next = await connect(verb);
        if (verb.action) return carryOut(next);
      } else if (verb.verb === 'Dial') {
        const fields = await dialOut(verb.dial);
        const { action: url, method } = verb;
        if (url) return carryOut(cut ? [] : await ask({ operation: 'dialAction', url, method, fields }));
      } else break;
    }
    if (!cut) end();
  };

  const lostSession = async (): Promise<Verb[]> => {
    const error = { code: 64105, message: 'The WebSocket was lost' };
    return call.session ? reportSession(call.session, { status: 'failed', handoffData: null, error }) : [];
  };

  const run = async () => {
    try {
      const verbs = await (from === 'lostSession' ? lostSession() : fetchFirst(from));
      const [first] = verbs;
      if (call.direction === 'inbound' && call.answeredMs === null && !isOver(call))
        pickUp(first?.verb === 'Reject' ? first.reason : null);
      await carryOut(verbs);
    } catch (error) {
      if (cut) return;
      const known = error instanceof TwimlError ? error : new TwimlError(13227, String(error));
      call.errors.push({ code: known.code, message: known.message, at: new Date(clock.now()).toISOString() });
      save();
      // Twilio says "an application error has occurred" and hangs up
      end();
    }
  };
  void run();

  return {
    leadDoes(action) {
      if (!session) return false;
      if ('say' in action) session.say(action.say);
      else session.press(action.press);
      return true;
    },
    hangUp: () => {
      session?.hangUp();
      dialling?.hangUp();
    },
    cut() {
      cut = true;
      voice?.stop();
      session?.cut();
      dialling?.hangUp();
    },
  };
}
