import type { WebSocket } from 'ws';
import { speechLanguage } from '../../../domain/calls/speech-language.ts';
import { type RelayCommand, relayFrame } from '../../../integrations/telephony/twilio/relay-messages.ts';
import type { TalkLine } from '../talk/talk-line.ts';

/** The vendor closes a talk that we ended; if it forgets, we do. */
const closeAfterEndMs = 15_000;

/** A line over a socket of the vendor's. `ended` says whether we took our leave. */
export interface RelayLine extends TalkLine {
  ended(): boolean;
}

export const createRelayLine = (socket: WebSocket): RelayLine => {
  let ended = false;
  const send = (command: RelayCommand): void => {
    if (socket.readyState === socket.OPEN) socket.send(relayFrame(command));
  };
  const leave = (reason: string): void => {
    send({ type: 'end', handoffData: JSON.stringify({ reason }) });
    setTimeout(() => socket.close(1000), closeAfterEndMs).unref();
  };
  return {
    say: (token, last) => send({ type: 'text', token, last }),
    end: (reason) => {
      ended = true;
      leave(reason);
    },
    language: (language) => {
      const spoken = speechLanguage(language);
      send({ type: 'language', ttsLanguage: spoken, transcriptionLanguage: spoken });
    },
    // not `ended`: the call goes on, and the vendor asks `relay-done` with whom
    handOver: () => leave('handOver'),
    // 1012, "service restart": the vendor reports a lost socket and asks where to go on
    drop: () => socket.close(1012),
    ended: () => ended,
  };
};
