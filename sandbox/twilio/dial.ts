import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { VendorContext } from '../vendor.ts';
import { type Call, type Leg, type LegStatus, newSid } from './call.ts';
import { rfc2822 } from './call-json.ts';
import { tell } from './tell.ts';
import type { Dial, Verb } from './twiml.ts';

export interface DialParts {
  call: Call;
  dial: Dial;
  context: VendorContext;
  save(): void;
  /** fetches a document for the other end */
  ask(url: string, method: 'GET' | 'POST', fields: Record<string, string>): Promise<Verb[]>;
}

export interface Dialling {
  /** the fields that the `action` of the `<Dial>` is told */
  done: Promise<Record<string, string>>;
  /** the lead has hung up */
  hangUp(): void;
}

const eventOf = {
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'answered',
  completed: 'completed',
  'no-answer': 'completed',
} as const;
// in sentences: until somebody picks up, and how long two people then speak
const picksUpAfter = 3;
const talksFor = 6;

/** Rings a number for a call that waits, speaks the whisper to whoever answers, and connects the two. */
export function dialNumber({ call, dial, context, save, ask }: DialParts): Dialling {
  const { personas, settings, clock, webhooks } = context;
  const leg: Leg = { sid: newSid('CA'), to: dial.to, status: 'initiated', whispered: [], bridged: false };
  call.legs.push(leg);
  const gone = Promise.withResolvers<void>();
  const startedMs = clock.now();
  let sequence = 0;

  const fields = () => ({
    AccountSid: sandboxCredentials.twilioAccountSid,
    ApiVersion: '2010-04-01',
    CallSid: leg.sid,
    ParentCallSid: call.sid,
    CallStatus: leg.status,
    Direction: 'outbound-dial',
    From: dial.callerId ?? call.order.from,
    To: leg.to,
  });
  const move = (status: LegStatus): void => {
    leg.status = status;
    save();
    const { statusCallback: url, statusCallbackMethod: method, events } = dial;
    if (!url || !events.includes(eventOf[status])) return;
    const about = {
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(sequence),
      Timestamp: rfc2822(clock.now()) ?? '',
    };
    sequence += 1;
    void tell(webhooks, { operation: 'statusCallback', url, method, fields: { ...fields(), ...about } });
  };
  /** False when the lead has hung up meanwhile. */
  const wait = async (ms: number): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, ms, true);
    });
    const first = await Promise.race([passed, gone.promise.then(() => false)]);
    clearTimeout(timer);
    return first;
  };
  /** Whether the other end is to be connected. */
  const whisper = async (verbs: Verb[], digit: string): Promise<boolean> => {
    for (const verb of verbs) {
      if (verb.verb === 'Say') leg.whispered.push(verb.text);
      else if (verb.verb === 'Gather') {
        leg.whispered.push(...verb.says);
        save();
        if (!(await wait(settings.speechMs)) || !verb.action) return false;
        return whisper(await ask(verb.action, verb.method, { ...fields(), Digits: digit }), digit);
      } else if (verb.verb === 'Hangup') return false;
    }
    return true;
  };
  const outcome = (status: 'completed' | 'no-answer'): Record<string, string> => {
    move(status);
    return {
      DialCallSid: leg.sid,
      DialCallStatus: status,
      DialBridged: String(leg.bridged),
      ...(leg.bridged && { DialCallDuration: String(Math.round((clock.now() - startedMs) / 1000)) }),
    };
  };
  const run = async (): Promise<Record<string, string>> => {
    move('initiated');
    move('ringing');
    const does = personas.putThrough(call.persona);
    if (does === 'ringsOut') {
      await wait(dial.timeoutSeconds * 1000);
      return outcome('no-answer');
    }
    if (!(await wait(settings.speechMs * picksUpAfter))) return outcome('no-answer');
    move('in-progress');
    const verbs = dial.url ? await ask(dial.url, dial.method, fields()) : [];
    leg.bridged = await whisper(verbs, does === 'takes' ? '1' : '2');
    if (leg.bridged) {
      save();
      await wait(Math.min(settings.speechMs * talksFor, dial.timeLimitSeconds * 1000));
    }
    return outcome('completed');
  };
  return { done: run(), hangUp: gone.resolve };
}
