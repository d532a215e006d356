import { type Response, Router, text } from 'express';
import * as z from 'zod';
import { type CallRoute, inboundRoutes } from '../../domain/calls/urls.ts';
import type { ApiContext } from '../context.ts';
import { answeredBy } from './answered-by.ts';
import { callAnswered } from './call-answered.ts';
import { callRecording } from './call-recording.ts';
import { callStatus } from './call-status.ts';
import { handOverAnswer } from './hand-over/hand-over-answer.ts';
import { handOverDone } from './hand-over/hand-over-done.ts';
import { handOverStatus } from './hand-over/hand-over-status.ts';
import { handOverWhisper } from './hand-over/hand-over-whisper.ts';
import { incomingCallStatus } from './incoming-call-status.ts';
import { type CallRequest, readCallRequest, readSignedForm } from './read-call-request.ts';
import { receiveIncomingCall } from './receive-incoming-call.ts';
import { relayDone } from './relay-done.ts';

/** Answers TwiML, or null where the vendor only wants to be heard. */
type CallHandler = (context: ApiContext, request: CallRequest) => Promise<string | null>;

const handlers: Record<CallRoute, CallHandler> = {
  status: callStatus,
  recording: callRecording,
  amd: answeredBy,
  'relay-done': relayDone,
  twiml: callAnswered,
  'hand-over-whisper': handOverWhisper,
  'hand-over-answer': handOverAnswer,
  'hand-over-status': handOverStatus,
  'hand-over-done': handOverDone,
};

/** Calls that come in: the tenant is found by the number that was called. */
const incoming: Record<
  string,
  (context: ApiContext, form: Record<string, string>) => Promise<string | null>
> = {
  [inboundRoutes.call]: receiveIncomingCall,
  [inboundRoutes.status]: incomingCallStatus,
};

/** What the telephony vendor asks and tells us: `POST /api/calls/…`. Acknowledged only once it is committed. */
export const createCallRoutes = (context: ApiContext): Router => {
  const router = Router();
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });
  for (const [route, handle] of Object.entries(handlers)) {
    router.post(`/api/calls/${route}`, form, async (request, response) => {
      const call = readCallRequest(context, request);
      if (typeof call === 'number') return void response.status(call).end();
      await answer(context, response, route, () => handle(context, call));
    });
  }
  for (const [path, handle] of Object.entries(incoming)) {
    router.post(path, form, async (request, response) => {
      const fields = readSignedForm(context, request);
      if (!fields) return void response.status(403).end();
      await answer(context, response, path, () => handle(context, fields));
    });
  }
  return router;
};

const answer = async (
  context: ApiContext,
  response: Response,
  route: string,
  handle: () => Promise<string | null>,
): Promise<void> => {
  try {
    const twiml = await handle();
    if (twiml === null) response.status(204).end();
    else response.type('text/xml').send(twiml);
  } catch (error) {
    if (error instanceof z.ZodError) return void response.status(400).end();
    context.log.error({ err: error, route }, 'call route failed');
    // the addresses that the vendor has carry its retry rules: it comes again
    response.status(503).end();
  }
};
