import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { callOutcomes, callStates, handOverStates } from '../../contracts/calls.ts';
import { causedBy, leadTable, seenWith, tenantColumns } from '../tenant-table.ts';
import { screenings } from './call-outcome.ts';

/** One attempt to reach a lead by phone. The cause is unique: what was the reason of a call never calls twice. */
export const CallAttempt = defineEntity({
  name: 'CallAttempt',
  tableName: 'call_attempt',
  ...leadTable('call_attempt'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    number: p.integer(),
    causeId: p.uuid(),
    causedBy: causedBy(),
    direction: p.enum(['outbound', 'inbound'] as const).default('outbound'),
    /** the office was closed when the lead called: a message is taken */
    messageOnly: p.boolean().default(false),
    fromNumber: p.string(),
    toNumber: p.string(),
    callSid: p.string().nullable(),
    state: p.enum(callStates).default('placing'),
    outcome: p.enum(callOutcomes).nullable(),
    answeredBy: p.string().nullable(),
    /** the vendor was asked to find out who picks up */
    detectsMachine: p.boolean().default(false),
    /** a service asked who is calling before it let anybody through */
    screening: p.enum(screenings).nullable(),
    /** the highest SequenceNumber of a status callback that was taken */
    sequence: p.integer().default(-1),
    placedAt: p.datetime(6).nullable(),
    answeredAt: p.datetime(6).nullable(),
    /** when the vendor's terminal status was heard */
    statusEndedAt: p.datetime(6).nullable(),
    /** when the talk reported its own end */
    talkEndedAt: p.datetime(6).nullable(),
    talkResult: p.string().nullable(),
    endedAt: p.datetime(6).nullable(),
    durationSeconds: p.integer().nullable(),
    guardAt: p.datetime(6).nullable(),
    /** counts the sockets of this talk: only the newest may speak */
    talkSession: p.integer().default(0),
    /** the hash of the one-time token that opens the talk's socket */
    relayTokenHash: p.string().nullable(),
    slotsOffered: p.json<OfferedSlot[]>().$type<OfferedSlot[]>(),
    answers: p.json<Record<string, string>>().$type<Record<string, string>>(),
    callbackAt: p.datetime(6).nullable(),
    /** the language that is spoken, by the last socket's word; null before there was one */
    language: p.string().nullable(),
    summary: p.json<Record<string, unknown>>().$type<Record<string, unknown>>().nullable(),
  },
  uniques: [{ properties: ['tenantId', 'causeId'] }],
  indexes: [
    { properties: ['leadId', 'createdAt'] },
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'placedAt'] },
    { properties: ['callSid'] },
  ],
});

/** A slot as it was offered in a talk: what the lead may choose from. */
export interface OfferedSlot {
  slotId: string;
  staffKey: string;
  startAt: string;
}

/** Everything the vendor said about a call, kept as it came. */
export const CallEvent = defineEntity({
  name: 'CallEvent',
  tableName: 'call_event',
  ...seenWith('call_event', 'attempt_id', 'call_attempt'),
  properties: {
    ...tenantColumns(),
    attemptId: p.uuid(),
    kind: p.string(),
    sequence: p.integer().nullable(),
    details: p.json<Record<string, unknown>>().$type<Record<string, unknown>>(),
    causedBy: causedBy(),
    at: p.datetime(6),
  },
  indexes: [{ properties: ['attemptId', 'at'] }],
});

/** One turn of a talk: what was said, and by whom. */
export const CallTurn = defineEntity({
  name: 'CallTurn',
  tableName: 'call_turn',
  ...seenWith('call_turn', 'attempt_id', 'call_attempt'),
  properties: {
    ...tenantColumns(),
    attemptId: p.uuid(),
    number: p.integer(),
    speaker: p.enum(['lead', 'agent', 'tool'] as const),
    text: p.text(),
    /** the call of a tool and its result, for the model's own memory */
    tool: p.json<ToolTurn>().$type<ToolTurn>().nullable(),
    interrupted: p.boolean().default(false),
    at: p.datetime(6),
  },
  uniques: [{ properties: ['attemptId', 'number'] }],
});

export interface ToolTurn {
  callId: string;
  name: string;
  argumentsJson: string;
  resultJson: string;
}

/** A recording at the vendor. */
export const Recording = defineEntity({
  name: 'Recording',
  tableName: 'recording',
  ...seenWith('recording', 'attempt_id', 'call_attempt'),
  properties: {
    ...tenantColumns(),
    attemptId: p.uuid(),
    recordingSid: p.string(),
    status: p.string(),
    url: p.text().nullable(),
    durationSeconds: p.integer().nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'recordingSid'] }],
  indexes: [{ properties: ['attemptId'] }],
});

/** One member of staff to whom a lead in a call is put through; `nobody` when there was none to ask. */
export const HandOver = defineEntity({
  name: 'HandOver',
  tableName: 'hand_over',
  ...leadTable('hand_over'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    attemptId: p.uuid(),
    /** its place among those of the call, from 1 */
    number: p.integer(),
    staffKey: p.string().nullable(),
    state: p.enum(handOverStates).default('asked'),
    /** what the member of staff is told before the lead is connected */
    briefing: p.text(),
    dialledAt: p.datetime(6).nullable(),
    acceptedAt: p.datetime(6).nullable(),
    endedAt: p.datetime(6).nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['attemptId', 'number'] }],
  indexes: [{ properties: ['leadId', 'createdAt'] }],
});

/** The message left on a lead's answering machine. One row per lead: nobody finds a second message of ours, ever. */
export const Voicemail = defineEntity({
  name: 'Voicemail',
  tableName: 'voicemail',
  ...leadTable('voicemail'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    attemptId: p.uuid(),
    text: p.text(),
    language: p.string(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'leadId'] }],
  indexes: [{ properties: ['attemptId'] }],
});

export type HandOverRow = InferEntity<typeof HandOver>;
export type CallAttemptRow = InferEntity<typeof CallAttempt>;
export type CallTurnRow = InferEntity<typeof CallTurn>;
