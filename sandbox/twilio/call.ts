import { randomUUID } from 'node:crypto';
import type { Pickup } from '../personas/persona.ts';
import type { CallError } from './errors.ts';

export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'canceled'
  | 'failed';

export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

/** What the caller asked for. */
export interface CallOrder {
  to: string;
  from: string;
  url: string | null;
  method: 'GET' | 'POST';
  fallbackUrl: string | null;
  twiml: string | null;
  statusCallback: string | null;
  statusCallbackMethod: 'GET' | 'POST';
  events: CallEvent[];
  timeoutSeconds: number;
  timeLimitSeconds: number;
  machineDetection: 'Enable' | 'DetectMessageEnd' | null;
  asyncAmd: boolean;
  asyncAmdCallback: string | null;
  asyncAmdMethod: 'GET' | 'POST';
  recording: RecordingOrder | null;
}

export interface RecordingOrder {
  callback: string | null;
  method: 'GET' | 'POST';
  events: string[];
  channels: number;
  source: string;
}

export interface Turn {
  by: 'agent' | 'lead';
  text: string;
  /** still being said, or cut off */
  partial: boolean;
}

export interface RelayStart {
  sessionId: string;
  startedMs: number;
  actionUrl: string | null;
  actionMethod: 'GET' | 'POST';
}

/** The other end of a `<Dial>`: a call of its own, which belongs to the lead's. */
export interface Leg {
  sid: string;
  to: string;
  status: LegStatus;
  /** what only this end heard, before the two were connected */
  whispered: string[];
  bridged: boolean;
}

export type LegStatus = 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'no-answer';

/** One call; instants are milliseconds. */
export interface Call {
  sid: string;
  order: CallOrder;
  direction: 'outbound-api' | 'inbound';
  status: CallStatus;
  createdMs: number;
  updatedMs: number;
  dialledMs: number | null;
  answeredMs: number | null;
  endedMs: number | null;
  answeredBy: string | null;
  /** events so far: the next status callback's number */
  sequence: number;
  persona: string;
  /** which call to the persona it is; 0 when it is theirs, or nobody is there */
  attempt: number;
  /** what the persona does about the ringing; null when nobody is there */
  pickup: Pickup | null;
  /** an answering machine takes the call */
  machine: boolean;
  fax: boolean;
  /** how many sentences it takes to find out who picked up */
  detectedAfter: number;
  /** from which turn on a machine records; null before its beep */
  beepedAt: number | null;
  heldBy: 'persona' | 'visitor';
  turns: Turn[];
  errors: CallError[];
  session: RelayStart | null;
  /** the other ends that were dialled for it */
  legs: Leg[];
}

const over: CallStatus[] = ['completed', 'busy', 'no-answer', 'canceled', 'failed'];

export function isOver(call: Call): boolean {
  return over.includes(call.status);
}

/** A Twilio identifier: two letters and 32 hexadecimal digits. */
export function newSid(kind: 'CA' | 'RE' | 'VX'): string {
  return `${kind}${randomUUID().replaceAll('-', '')}`;
}

export function newCall(
  order: CallOrder,
  nowMs: number,
  direction: Call['direction'] = 'outbound-api',
): Call {
  return {
    sid: newSid('CA'),
    order,
    direction,
    status: 'queued',
    createdMs: nowMs,
    updatedMs: nowMs,
    dialledMs: null,
    answeredMs: null,
    endedMs: null,
    answeredBy: null,
    sequence: 0,
    persona: 'nobody',
    attempt: 0,
    pickup: null,
    machine: false,
    fax: false,
    detectedAfter: 3,
    beepedAt: null,
    heldBy: 'persona',
    turns: [],
    errors: [],
    session: null,
    legs: [],
  };
}

/** What an answering machine has recorded: whatever the agent said after the beep. */
export function messageLeft({ turns, beepedAt }: Call): string | null {
  if (beepedAt === null) return null;
  const said = turns.slice(beepedAt).filter(({ by }) => by === 'agent');
  return said.length > 0 ? said.map(({ text }) => text).join(' ') : null;
}

/** Whole seconds of talk, at least one for an answered call. */
export function durationSeconds(call: Call): number {
  if (call.answeredMs === null) return 0;
  return Math.max(1, Math.round(((call.endedMs ?? call.answeredMs) - call.answeredMs) / 1000));
}
