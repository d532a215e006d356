import * as z from 'zod';
import type { CallState } from '../../../schema/contracts/calls.ts';

/** How a call ended, by the vendor's word. */
export type CallEnd = 'completed' | 'busy' | 'noAnswer' | 'failed' | 'cancelled';

const statuses = {
  queued: { state: 'queued', end: null },
  initiated: { state: 'initiated', end: null },
  ringing: { state: 'ringing', end: null },
  'in-progress': { state: 'inProgress', end: null },
  completed: { state: 'ended', end: 'completed' },
  busy: { state: 'ended', end: 'busy' },
  'no-answer': { state: 'ended', end: 'noAnswer' },
  failed: { state: 'ended', end: 'failed' },
  canceled: { state: 'ended', end: 'cancelled' },
} as const satisfies Record<string, { state: CallState; end: CallEnd | null }>;
export type CallStatus = keyof typeof statuses;

/** Twilio's word for a call's status, in our words; null for a word that we do not know. */
export const readCallStatus = (status: string): { state: CallState; end: CallEnd | null } | null =>
  Object.hasOwn(statuses, status) ? statuses[status as CallStatus] : null;

export type AnsweredBy = 'human' | 'machine' | 'fax' | 'unknown';

/** `machine_start`, `machine_end_beep`, … in our words. */
export function readAnsweredBy(word: string): AnsweredBy {
  if (word.startsWith('machine')) return 'machine';
  return word === 'human' || word === 'fax' ? word : 'unknown';
}

const status = z.enum(Object.keys(statuses) as [CallStatus, ...CallStatus[]]);
const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-zA-Z]{1,40}$`));
const count = z.coerce.number().int().nonnegative();
const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .transform((text) => new Date(text).toISOString());

/** A status of a call. Order by `sequence`, not by arrival; the same one may arrive twice. */
export interface CallProgress {
  callSid: string;
  /** the vendor's word */
  status: CallStatus;
  state: CallState;
  end: CallEnd | null;
  sequence: number;
  at: string | null;
  answeredBy: AnsweredBy | null;
  durationSeconds: number | null;
  /** the telephone network's own code of the end, as `486` */
  sipCode: number | null;
}

const callProgress = z
  .object({
    CallSid: sid('CA'),
    CallStatus: status,
    SequenceNumber: count.default(0),
    Timestamp: instant.optional(),
    AnsweredBy: z.string().optional(),
    CallDuration: count.optional(),
    SipResponseCode: count.optional(),
  })
  .transform(
    (form): CallProgress => ({
      callSid: form.CallSid,
      status: form.CallStatus,
      ...statuses[form.CallStatus],
      sequence: form.SequenceNumber,
      at: form.Timestamp ?? null,
      answeredBy: form.AnsweredBy ? readAnsweredBy(form.AnsweredBy) : null,
      durationSeconds: form.CallDuration ?? null,
      sipCode: form.SipResponseCode ?? null,
    }),
  );

const answeredCall = z
  .object({ CallSid: sid('CA'), CallStatus: status, Direction: z.string(), From: z.string(), To: z.string() })
  .transform((form) => ({
    callSid: form.CallSid,
    status: form.CallStatus,
    inbound: form.Direction === 'inbound',
    from: form.From,
    to: form.To,
  }));

// what stands in the place of a withheld number, in words or as the letters' digits
const withheld =
  /^(anonymous|restricted|unavailable|unknown|private|\+?(266696687|7378742833|86282452253|8656696))$/i;

const incomingCall = z
  .object({ AccountSid: z.string(), CallSid: sid('CA'), From: z.string().default(''), To: z.string().min(1) })
  .transform((form) => ({
    account: form.AccountSid,
    callSid: form.CallSid,
    /** null when the caller withholds it */
    from: form.From === '' || withheld.test(form.From) ? null : form.From,
    to: form.To,
  }));

const machineAnswer = z
  .object({ CallSid: sid('CA'), AnsweredBy: z.string(), MachineDetectionDuration: count.optional() })
  .transform((form) => ({
    callSid: form.CallSid,
    answeredBy: readAnsweredBy(form.AnsweredBy),
    word: form.AnsweredBy,
    detectedAfterMs: form.MachineDetectionDuration ?? null,
  }));

const recordingStates = {
  'in-progress': 'inProgress',
  completed: 'completed',
  absent: 'absent',
  failed: 'failed',
} as const;

const recording = z
  .object({
    CallSid: sid('CA'),
    RecordingSid: sid('RE'),
    RecordingStatus: z.enum(['in-progress', 'completed', 'absent', 'failed']),
    RecordingUrl: z.url().optional(),
    RecordingDuration: count.optional(),
  })
  .transform((form) => ({
    callSid: form.CallSid,
    recordingSid: form.RecordingSid,
    status: recordingStates[form.RecordingStatus],
    url: form.RecordingUrl ?? null,
    durationSeconds: form.RecordingDuration ?? null,
  }));

const relayDone = z
  .object({
    CallSid: sid('CA'),
    CallStatus: status,
    SessionId: z.string().optional(),
    SessionStatus: z.enum(['completed', 'ended', 'failed']),
    SessionDuration: count.optional(),
    HandoffData: z.string().optional(),
  })
  .transform((form) => ({
    callSid: form.CallSid,
    callEnded: statuses[form.CallStatus].state === 'ended',
    sessionId: form.SessionId ?? null,
    /** `ended`: by us; `completed`: the caller hung up; `failed`: the socket was lost */
    session: form.SessionStatus,
    durationSeconds: form.SessionDuration ?? null,
    /** the text that our `end` message carried */
    handoffData: form.HandoffData ?? null,
  }));

const dialDone = z
  .object({
    CallSid: sid('CA'),
    CallStatus: status,
    DialCallStatus: z.string().default(''),
    DialBridged: z.enum(['true', 'false']).optional(),
  })
  .transform((form) => ({
    callSid: form.CallSid,
    callEnded: statuses[form.CallStatus].state === 'ended',
    dialStatus: form.DialCallStatus,
    /** whether the two could speak with each other; null when the vendor does not say */
    bridged: form.DialBridged === undefined ? null : form.DialBridged === 'true',
  }));

const legStatus = z
  .object({ CallSid: sid('CA'), CallStatus: status, SequenceNumber: count.default(0) })
  .transform((form) => ({ callSid: form.CallSid, status: form.CallStatus, sequence: form.SequenceNumber }));

export type DialDone = z.output<typeof dialDone>;
export type LegStatus = z.output<typeof legStatus>;
export type AnsweredCall = z.output<typeof answeredCall>;
export type IncomingCallForm = z.output<typeof incomingCall>;
export type MachineAnswer = z.output<typeof machineAnswer>;
export type RecordingProgress = z.output<typeof recording>;
export type RelayDone = z.output<typeof relayDone>;

/** Forms of Twilio's requests in our words. Fields that we do not know are passed over; throws `ZodError`, without values. */
export const parseCallProgress = (form: unknown): CallProgress => callProgress.parse(form);
export const parseAnsweredCall = (form: unknown): AnsweredCall => answeredCall.parse(form);
export const parseIncomingCall = (form: unknown): IncomingCallForm => incomingCall.parse(form);
export const parseMachineAnswer = (form: unknown): MachineAnswer => machineAnswer.parse(form);
export const parseRecording = (form: unknown): RecordingProgress => recording.parse(form);
export const parseDialDone = (form: unknown): DialDone => dialDone.parse(form);
export const parseLegStatus = (form: unknown): LegStatus => legStatus.parse(form);
export const parseRelayDone = (form: unknown): RelayDone => relayDone.parse(form);
