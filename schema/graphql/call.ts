import { callOutcomes, callStates } from '../contracts/calls.ts';
import { screenings } from '../database/calls/call-outcome.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { wordsEnum } from './words.ts';

export const callRows = source('call_attempt', [
  ...[
    'id',
    'leadId',
    'createdAt',
    'number',
    'causedBy',
    'direction',
    'messageOnly',
    'fromNumber',
    'toNumber',
    'callSid',
  ],
  ...[
    'state',
    'outcome',
    'answeredBy',
    'screening',
    'placedAt',
    'answeredAt',
    'endedAt',
    'durationSeconds',
    'talkResult',
  ],
  ...['callbackAt', 'summary', 'language'],
] as const);
export const calls = { source: callRows, orderedBy: 'createdAt', size: 10 } as const;

const CallState = wordsEnum('CallState', 'Where a call is.', callStates);
export const CallOutcome = wordsEnum('CallOutcome', 'How a call ended.', callOutcomes);
export const CallDirection = wordsEnum('CallDirection', 'Who called whom.', ['outbound', 'inbound']);

const Screening = wordsEnum(
  'Screening',
  'A service asks who is calling: the person is waited for, or has come on.',
  screenings,
);

export const CallRef = rowNode('Call', callRows);

builder.objectType(CallRef, {
  extensions: openToKeys('leads:read'),
  description: 'One attempt to reach a lead by phone.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Which attempt it was, from 1.' }),
    direction: t.expose('direction', { type: CallDirection, description: 'Who called whom.' }),
    messageOnly: t.exposeBoolean('messageOnly', {
      description: 'Whether the lead called out of hours and only a message was taken.',
    }),
    fromNumber: t.exposeString('fromNumber', {
      description: 'The number that called (E.164); `withheld` when the caller hid it.',
    }),
    toNumber: t.exposeString('toNumber', { description: 'The number that was called (E.164).' }),
    vendorId: t.exposeString('callSid', { nullable: true, description: 'The telephony vendor’s id of it.' }),
    state: t.expose('state', { type: CallState, description: 'Where the call is.' }),
    outcome: t.expose('outcome', {
      type: CallOutcome,
      nullable: true,
      description: 'How it ended; null while it is open.',
    }),
    answeredBy: t.exposeString('answeredBy', {
      nullable: true,
      description: 'Who the vendor thinks answered: a person, a machine or a fax.',
    }),
    screening: t.expose('screening', {
      type: Screening,
      nullable: true,
      description: 'How it stands with a service that asked who is calling; null when there was none.',
    }),
    talkResult: t.exposeString('talkResult', {
      nullable: true,
      description: 'Why the talk ended, as a code.',
    }),
    language: t.exposeString('language', {
      nullable: true,
      description: 'The language of the talk, by its end; null when there was none.',
    }),
    callbackAt: t.expose('callbackAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the lead asked to be called back.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the attempt was decided.' }),
    placedAt: t.expose('placedAt', { type: 'DateTime', nullable: true, description: 'When it was placed.' }),
    answeredAt: t.expose('answeredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was answered.',
    }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    durationSeconds: t.exposeInt('durationSeconds', {
      nullable: true,
      description: 'How long it took from the answer on.',
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'Why it was placed.' }),
    lead: t.field({ type: LeadRef, description: 'Whom it was for.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(LeadRef, 'calls', (t) =>
  t.connection({
    type: CallRef,
    description: 'The calls with the lead, newest first.',
    complexity: pageCost(calls.size),
    resolve: (lead, args, context) => pageOfLead(context, calls, lead.id, args),
  }),
);
