import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { PhoneAction, VendorContext } from '../vendor.ts';
import type { Call, CallEvent, CallOrder, CallStatus } from './call.ts';
import { durationSeconds, isOver } from './call.ts';
import { callFields, rfc2822 } from './call-json.ts';
import type { Recordings } from './recordings.ts';
import { runScript, type Script } from './script.ts';
import { tell } from './tell.ts';

/** The line of one call, from dialling to hanging up. */
export interface Line {
  dial(): void;
  /** somebody calls the account: the number's own document says what becomes of it */
  ringIn(): void;
  /** the sandbox was started again: timers and talks go on where they can */
  resume(): void;
  end(status: CallStatus): void;
  redirect(order: Pick<CallOrder, 'url' | 'twiml' | 'method'>): void;
  phone(action: PhoneAction): boolean;
  /** the sandbox stops: nothing is reported */
  cut(): void;
}

export interface LineParts {
  call: Call;
  context: VendorContext;
  recordings: Recordings;
  save(): void;
}

const account = sandboxCredentials.twilioAccountSid;
const sipCodes: Partial<Record<CallStatus | 'rejected', string>> = {
  rejected: '603',
  completed: '200',
  busy: '486',
  'no-answer': '487',
  canceled: '487',
  failed: '503',
};
// one sentence's time until the phone rings, three until somebody takes it
const ringsAfter = 0.2;
const takesAfter = 3;
// a machine's greeting and the pause before its beep
const beepsAfter = 3;

export function createLine({ call, context, recordings, save }: LineParts): Line {
  const { order } = call;
  const { webhooks, personas, clock, settings } = context;
  const timers = new Set<NodeJS.Timeout>();
  let script: Script | null = null;
  let detecting = false;

  const later = (ms: number, work: () => void) => {
    timers.add(setTimeout(() => !isOver(call) && work(), Math.max(0, ms)));
  };
  const stopTimers = () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };

  const report = (event: CallEvent) => {
    const sequence = call.sequence;
    call.sequence += 1;
    save();
    if (!order.statusCallback || !order.events.includes(event)) return;
    const duration = durationSeconds(call);
    const ending = {
      CallDuration: String(duration),
      Duration: String(Math.ceil(duration / 60)),
      SipResponseCode:
        sipCodes[call.status === 'busy' && call.pickup === 'rejects' ? 'rejected' : call.status] ?? '200',
    };
    const fields = {
      ...callFields(call, account),
      ...(event === 'completed' && ending),
      ...(call.answeredBy && { AnsweredBy: call.answeredBy }),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(sequence),
      Timestamp: rfc2822(clock.now()) ?? '',
    };
    const { statusCallback: url, statusCallbackMethod: method } = order;
    void tell(webhooks, { operation: 'statusCallback', url, method, fields });
  };

  const move = (status: CallStatus, event: CallEvent) => {
    call.status = status;
    call.updatedMs = clock.now();
    report(event);
  };

  const end = (status: CallStatus) => {
    if (isOver(call)) return;
    stopTimers();
    call.endedMs = clock.now();
    call.status = status;
    script?.hangUp();
    if (detecting) tellDetection('unknown');
    move(status, 'completed');
    recordings.finish(call);
  };

  const start = (from: Pick<CallOrder, 'url' | 'twiml' | 'method' | 'fallbackUrl'>) => {
    script?.cut();
    script = runScript({ call, context, save, end: () => end('completed'), pickUp, from });
  };

  const whoPickedUp = (): string => {
    if (call.fax) return 'fax';
    if (!call.machine) return 'human';
    return order.machineDetection === 'DetectMessageEnd' ? 'machine_end_beep' : 'machine_start';
  };
  const tellDetection = (AnsweredBy: string) => {
    detecting = false;
    call.answeredBy = AnsweredBy;
    save();
    const { asyncAmdCallback: url, asyncAmdMethod: method } = order;
    if (!order.asyncAmd || !url) return;
    const sinceMs = Math.round(clock.now() - (call.answeredMs ?? clock.now()));
    const found = { AccountSid: account, CallSid: call.sid, AnsweredBy };
    const fields = { ...found, MachineDetectionDuration: String(sinceMs) };
    void tell(webhooks, { operation: 'amdCallback', url, method, fields, about: order.to });
  };
  const detectMachine = (then: () => void) => {
    detecting = true;
    later(settings.speechMs * call.detectedAfter, () => {
      tellDetection(whoPickedUp());
      then();
    });
  };
  const beepLater = () =>
    later(settings.speechMs * beepsAfter, () => {
      call.beepedAt = call.turns.length;
      save();
    });

  const limitTime = () => {
    const spentMs = clock.now() - (call.answeredMs ?? clock.now());
    later(order.timeLimitSeconds * 1000 - spentMs, () => end('completed'));
  };

  const answer = (by: Call['heldBy']) => {
    stopTimers();
    call.heldBy = by;
    call.machine &&= by === 'persona';
    call.fax &&= by === 'persona';
    call.answeredMs = clock.now();
    move('in-progress', 'answered');
    limitTime();
    if (call.machine) beepLater();
    if (order.recording) recordings.begin(call, order.recording);
    // without AsyncAmd the call's document waits for the detection
    const waits = order.machineDetection !== null && !order.asyncAmd;
    if (order.machineDetection) detectMachine(() => waits && start(order));
    if (!waits) start(order);
  };

  const pickUp = (rejected: 'busy' | 'rejected' | null) => {
    if (rejected) return end(rejected === 'busy' ? 'busy' : 'no-answer');
    call.answeredMs = clock.now();
    move('in-progress', 'answered');
    limitTime();
  };

  const waitForPickup = (rungMs: number) => {
    later(order.timeoutSeconds * 1000 - rungMs, () => end('no-answer'));
    const reactsMs = settings.speechMs * takesAfter - rungMs;
    if (call.pickup === 'answers') later(reactsMs, () => answer('persona'));
    if (call.pickup === 'busy') later(0, () => end('busy'));
    if (call.pickup === 'declines' || call.pickup === 'rejects') later(reactsMs, () => end('busy'));
  };

  const ring = () => {
    const person = personas.phoneRings(order.to);
    call.persona = person?.persona ?? 'nobody';
    call.attempt = person?.attempt ?? 0;
    call.pickup = person?.pickup ?? null;
    call.machine = person?.machine ?? false;
    call.fax = person?.fax ?? false;
    call.detectedAfter = person?.detectedAfter ?? 3;
    move('ringing', 'ringing');
    waitForPickup(0);
  };

  const act = (action: PhoneAction): boolean => {
    const rings = call.status === 'ringing';
    const talks = call.status === 'in-progress';
    if (action === 'answer' && rings) answer('visitor');
    else if (action === 'decline' && rings) end('busy');
    else if (action === 'take' && talks) call.heldBy = 'visitor';
    else if (action === 'hangUp' && talks) end('completed');
    else if (typeof action === 'object' && talks) {
      call.heldBy = 'visitor';
      return script?.leadDoes(action) ?? false;
    } else return false;
    save();
    return true;
  };

  return {
    dial() {
      call.dialledMs = clock.now();
      move('initiated', 'initiated');
      later(settings.speechMs * ringsAfter, ring);
    },
    ringIn() {
      call.persona = personas.calls(order.from);
      call.dialledMs = clock.now();
      move('ringing', 'ringing');
      start(order);
    },
    resume() {
      if (call.status === 'initiated' || call.status === 'ringing') {
        const rungMs = clock.now() - (call.dialledMs ?? clock.now());
        if (call.status === 'initiated') later(0, ring);
        else waitForPickup(rungMs);
      } else if (call.status === 'in-progress') {
        limitTime();
        script = runScript({
          call,
          context,
          save,
          end: () => end('completed'),
          pickUp,
          from: 'lostSession',
        });
      }
    },
    end,
    redirect: (from) => start({ ...from, fallbackUrl: null }),
    phone: act,
    cut() {
      stopTimers();
      script?.cut();
    },
  };
}
