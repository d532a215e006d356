import type { WebSocket } from 'ws';
import {
  type RelayMessage,
  readRelayMessage,
} from '../../../integrations/telephony/twilio/relay-messages.ts';
import { recordTalkEnd } from '../../../schema/database/calls/talk-sessions.ts';
import type { ApiContext } from '../../context.ts';
import { followUpOnEnd } from '../end-later.ts';
import { catchUp } from './catch-up.ts';
import { type OpenTalk, openTalk, type StartRecording } from './open-talk.ts';
import { createRelayLine } from './relay-line.ts';

/** How long a socket may take to say which talk it is for. */
const setupWithinMs = 10_000;

/** The talks whose sockets this process holds, by attempt. */
export type TalksHere = Map<string, OpenTalk>;

/** Serves one verified socket: its first message names the talk, everything after is the talk. */
export const serveTalk = (
  context: ApiContext,
  startRecording: StartRecording,
  talks: TalksHere,
  socket: WebSocket,
): void => {
  const line = createRelayLine(socket);
  let open: OpenTalk | null = null;
  // frames are taken in order: what comes while the talk is being opened waits for it
  let queue: Promise<void> = Promise.resolve();
  const setupTimer = setTimeout(() => socket.close(1008), setupWithinMs);

  const begin = async (message: RelayMessage | null): Promise<void> => {
    clearTimeout(setupTimer);
    if (message?.type !== 'setup') return socket.close(1008);
    open = await openTalk(context, startRecording, message, line);
    if (!open) return socket.close(1008);
    if (socket.readyState !== socket.OPEN) return open.talk.lineClosed();
    talks.set(open.attemptId, open);
    open.talk.start();
    // after it can be told: a machine found since the call was connected would be missed otherwise
    catchUp(context, open);
  };
  const take = async (frame: string): Promise<void> => {
    if (socket.readyState !== socket.OPEN) return;
    const message = readRelayMessage(frame);
    if (!open) return begin(message);
    if (message?.type === 'prompt' && message.last) {
      const words = message.voicePrompt.trim();
      if (words) open.talk.heard(words);
      else open.talk.mumbled();
    }
    if (message?.type === 'dtmf') open.talk.pressed(message.digit);
    if (message?.type === 'interrupt') open.talk.interrupted(message.utteranceUntilInterrupt);
    if (message?.type === 'error')
      context.log.warn({ attemptId: open.attemptId }, 'the relay refused a message');
  };
  socket.on('message', (data, binary) => {
    const frame = binary ? '' : data.toString();
    queue = queue
      .then(() => take(frame))
      .catch((err: unknown) => {
        context.log.warn({ err }, 'talk not opened');
        line.drop();
      });
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearTimeout(setupTimer);
    void queue.then(() => {
      if (open) leave(context, talks, open, line.ended());
    });
  });
};

const leave = (context: ApiContext, talks: TalksHere, open: OpenTalk, ended: boolean): void => {
  open.talk.lineClosed();
  if (talks.get(open.attemptId) === open) talks.delete(open.attemptId);
  // a socket that we did not end may be a lost line: only the vendor knows, and tells `relay-done`
  if (!ended) return;
  const end = { attemptId: open.attemptId, callSid: open.callSid, result: 'done' } as const;
  context.db
    .inTenant(open.lead.tenantId, (tx) => recordTalkEnd(tx, end))
    .then((word) => followUpOnEnd(context, open.attemptId, word))
    .catch(() => context.log.warn({ attemptId: open.attemptId }, 'talk end not recorded'));
};
