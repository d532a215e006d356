import type { PageCall, PhoneAction, VendorContext } from '../vendor.ts';
import { type Call, type CallOrder, isOver, newCall } from './call.ts';
import { createDialQueue } from './dial-queue.ts';
import { badParameter, TwilioRefusal } from './errors.ts';
import { createLine, type Line } from './line.ts';
import type { Recordings } from './recordings.ts';

/** The telephone exchange: every call of the account and its line. */
export interface Exchange {
  place(order: CallOrder): Call;
  /** somebody calls a number of the account */
  receive(order: CallOrder): Call;
  find(sid: string): Call | undefined;
  /** newest first */
  all(): Call[];
  /** deletes what is kept of a call that is over, as soon as it is written up */
  forget(call: Call): void;
  cancel(call: Call): void;
  complete(call: Call): void;
  redirect(call: Call, order: Pick<CallOrder, 'url' | 'twiml' | 'method'>): void;
  phone(sid: string, action: PhoneAction): boolean;
  page(): PageCall[];
  resume(): void;
  stop(): void;
}

// Twilio asks for a minute or more; nobody waits for that here
const writtenUpAfterMs = 500;

function pageCall(call: Call): PageCall {
  const error = call.errors.at(-1);
  return {
    id: call.sid,
    to: call.order.to,
    from: call.order.from,
    persona: call.persona,
    status: call.status,
    at: new Date(call.createdMs).toISOString(),
    heldBy: call.heldBy,
    turns: call.turns,
    note: error ? `${error.code}: ${error.message}` : null,
  };
}

export function createExchange(context: VendorContext, recordings: Recordings): Exchange {
  const calls = context.store.map<Call>('calls');
  const lines = new Map<string, Line>();
  const now = () => context.clock.now();
  const queue = createDialQueue(context.settings.callsPerSecond, now);

  const lineOf = (call: Call): Line => {
    const known = lines.get(call.sid);
    if (known) return known;
    // a call that a reset has forgotten must not come back
    const save = () => {
      if (calls.get(call.sid) === call) calls.set(call.sid, call);
    };
    const line = createLine({ call, context, recordings, save });
    lines.set(call.sid, line);
    return line;
  };
  const enqueue = (call: Call) => queue.add(() => call.status === 'queued' && lineOf(call).dial());

  return {
    place(order) {
      const call = newCall(order, now());
      calls.set(call.sid, call);
      enqueue(call);
      return call;
    },
    receive(order) {
      const call = newCall(order, now(), 'inbound');
      calls.set(call.sid, call);
      lineOf(call).ringIn();
      return call;
    },
    find: (sid) => calls.get(sid),
    all: () => [...calls.values()].reverse(),
    forget(call) {
      const isWrittenUp = isOver(call) && now() - (call.endedMs ?? now()) >= writtenUpAfterMs;
      if (!isWrittenUp)
        throw new TwilioRefusal(409, 20009, 'Cannot delete this resource before it is complete');
      lines.delete(call.sid);
      calls.delete(call.sid);
    },
    cancel(call) {
      if (call.status === 'in-progress') return;
      if (isOver(call)) throw badParameter(21220, 'Call is not in-progress. Cannot redirect.');
      lineOf(call).end('canceled');
    },
    complete(call) {
      if (isOver(call)) throw badParameter(21220, 'Call is not in-progress. Cannot redirect.');
      lineOf(call).end(call.answeredMs === null ? 'canceled' : 'completed');
    },
    redirect(call, order) {
      if (call.status !== 'in-progress')
        throw badParameter(21220, 'Call is not in-progress. Cannot redirect.');
      lineOf(call).redirect(order);
    },
    phone(sid, action) {
      const call = calls.get(sid);
      return call !== undefined && !isOver(call) && lineOf(call).phone(action);
    },
    page: () => [...calls.values()].map(pageCall),
    resume() {
      for (const call of calls.values()) {
        if (call.status === 'queued') enqueue(call);
        else if (!isOver(call)) lineOf(call).resume();
      }
    },
    stop() {
      queue.clear();
      for (const line of lines.values()) line.cut();
      lines.clear();
    },
  };
}
