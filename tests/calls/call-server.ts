import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import twilio from 'twilio';
import WebSocket from 'ws';
import { attachRelay, type Relay } from '../../api/calls/attach-relay.ts';
import { createCallRoutes } from '../../api/calls/create-call-routes.ts';
import type { ApiContext, CommandAnswer } from '../../api/context.ts';
import { type CallRoute, callUrl, relayUrl } from '../../domain/calls/urls.ts';
import type { Calendar } from '../../integrations/calendar/port.ts';
import type { LanguageModel } from '../../integrations/language/port.ts';
import type { Telephony } from '../../integrations/telephony/port.ts';
import { createTwilio } from '../../integrations/telephony/twilio/client.ts';
import { readTwilioSettings } from '../../integrations/telephony/twilio/settings.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { Database } from '../../schema/database/database.ts';
import type { CommandRequest } from '../../schema/database/leads/commands.ts';
import { account, type CallUnderTest, callSid } from './call-rows.ts';

const authToken = sandboxCredentials.twilioAuthToken;

/** The calls' part of the api on a port of its own; what it asks of others is noted. */
export interface CallServer {
  publicBaseUrl: string;
  pumped: LeadRef[];
  hungUp: string[];
  recorded: string[];
  commands: CommandRequest[];
  /** what the journey answers, by default that it is done */
  answer: (request: CommandRequest) => Promise<Omit<CommandAnswer, 'commandId'>>;
  busy: ApiContext['calendar']['busyTimes'];
  context: ApiContext;
  relay: Relay;
  close(): Promise<void>;
}

export const startCallServer = async (
  db: Database,
  language: LanguageModel,
  real: { telephony?: Telephony; calendar?: Calendar } = {},
): Promise<CallServer> => {
  const app = express();
  const http: Server = createServer(app).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const publicBaseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const noted: Pick<CallServer, 'pumped' | 'hungUp' | 'recorded' | 'commands'> = {
    pumped: [],
    hungUp: [],
    recorded: [],
    commands: [],
  };
  const server = {
    ...noted,
    publicBaseUrl,
    answer: async () => ({ status: 'done' as const, code: 'booked', text: '' }),
    busy: async () => ({}),
  } as Partial<CallServer> as CallServer;
  const telephony = real.telephony ?? createTwilio(readTwilioSettings({ SANDBOX_URL: 'http://127.0.0.1:9' }));
  const context = {
    settings: { publicBaseUrl, linkSecret: 'test-link-secret-of-calls' },
    db,
    log: pino({ level: 'silent' }),
    telephony: { ...telephony, hangUp: async (sid: string) => void noted.hungUp.push(sid) },
    calendar: real.calendar ?? {
      vendor: 'test',
      timeoutMs: 1_000,
      busyTimes: (query: never) => server.busy(query),
    },
    language,
    pump: (lead: LeadRef) => void noted.pumped.push(lead),
    command: async (request: CommandRequest) => {
      noted.commands.push(request);
      return { commandId: request.commandId ?? '', ...(await server.answer(request)) };
    },
  } as unknown as ApiContext;
  app.use(createCallRoutes(context));
  server.context = context;
  server.relay = attachRelay(http, context, {
    startRecording: async ({ id }) => void noted.recorded.push(id),
  });
  server.close = async () => {
    server.relay.close();
    http.closeAllConnections();
    http.close();
    await once(http, 'close');
  };
  return server;
};

const form = (call: CallUnderTest, fields: Record<string, string>): Record<string, string> => ({
  AccountSid: account,
  ApiVersion: '2010-04-01',
  CallSid: callSid,
  CallStatus: 'in-progress',
  Direction: 'outbound-api',
  From: '+12025550100',
  To: '+905550000001',
  // Twilio adds fields without notice
  SomethingNew: call.attemptId.slice(0, 4),
  ...fields,
});

/** Posts a form as the vendor would: the fragment stays at home, the signature covers the rest. */
export const post = async (
  server: CallServer,
  route: CallRoute,
  call: CallUnderTest,
  fields: Record<string, string> = {},
  change: {
    signature?: string | null;
    signedUrl?: string;
    url?: string;
    sent?: Record<string, string>;
  } = {},
): Promise<{ status: number; body: string }> => {
  const url = change.url ?? callUrl(server.publicBaseUrl, route, call).replace(/#.*/, '');
  const params = form(call, fields);
  const signature =
    change.signature === undefined
      ? twilio.getExpectedTwilioSignature(authToken, change.signedUrl ?? url, params)
      : change.signature;
  const answer = await fetch(url, {
    method: 'POST',
    headers: signature === null ? {} : { 'x-twilio-signature': signature },
    body: new URLSearchParams({ ...params, ...change.sent }),
  });
  return { status: answer.status, body: await answer.text() };
};

/** What TwiML hands to the talk's socket. */
export const parametersOf = (twiml: string): Record<string, string> =>
  Object.fromEntries(
    [...twiml.matchAll(/<Parameter name="([^"]*)" value="([^"]*)"/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );

export type RelayFrame = { type: string; token?: string; last?: boolean; handoffData?: string };

/** A talk's socket as the vendor opens it. */
export const openRelay = async (
  server: CallServer,
  customParameters: Record<string, string>,
  change: { signature?: string | null; sid?: string } = {},
) => {
  const url = relayUrl(server.publicBaseUrl);
  const signature =
    change.signature === undefined
      ? twilio.getExpectedTwilioSignature(authToken, url.replace('ws:', 'wss:'), {})
      : change.signature;
  const socket = new WebSocket(url, { headers: signature ? { 'x-twilio-signature': signature } : {} });
  const frames: RelayFrame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(data.toString()) as RelayFrame));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await once(socket, 'open');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const sid = change.sid ?? callSid;
  send({ type: 'setup', sessionId: 'VX1', accountSid: account, callSid: sid, customParameters });
  return {
    socket,
    frames,
    closed,
    says: (voicePrompt: string) => send({ type: 'prompt', voicePrompt, lang: 'en-US', last: true }),
    interrupts: (utteranceUntilInterrupt: string) =>
      send({ type: 'interrupt', utteranceUntilInterrupt, durationUntilInterruptMs: '460' }),
    spoken: () => frames.map(({ token }) => token ?? '').join(''),
  };
};
