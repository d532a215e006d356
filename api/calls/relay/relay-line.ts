import type { WebSocket } from 'ws';
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
  return {
    say: (token, last) => send({ type: 'text', token, last }),
    end: (reason) => {
      ended = true;
      send({ type: 'end', handoffData: JSON.stringify({ reason }) });
      setTimeout(() => socket.close(1000), closeAfterEndMs).unref();
    },
    // 1012, "service restart": the vendor reports a lost socket and asks where to go on
    drop: () => socket.close(1012),
    ended: () => ended,
  };
};
