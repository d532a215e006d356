import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { relayUrl } from '../../domain/calls/urls.ts';
import type { ApiContext } from '../context.ts';
import { catchUp } from './relay/catch-up.ts';
import { hearTalkNotices } from './relay/hear-talk-notices.ts';
import type { StartRecording } from './relay/open-talk.ts';
import { serveTalk, type TalksHere } from './relay/serve-talk.ts';

/** How long a socket may take to answer that it is closed. */
const farewellMs = 2_000;

/** The talks' sockets of this process. */
export interface Relay {
  /** Lets go of every talk: the vendor reports the lost sockets, and another process goes on. */
  close(): void;
}

/**
 * Takes the sockets of phone talks (`/api/calls/relay`) on an HTTP server. An upgrade without the vendor's signature
 * is refused, and so is one on any other path: with somebody listening for upgrades, Node leaves them open for ever.
 */
export const attachRelay = (
  server: Server,
  context: ApiContext,
  { startRecording }: { startRecording: StartRecording },
): Relay => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const talks: TalksHere = new Map();
  // the vendor signs the wss:// form of the address, also where it was given ws://
  const url = relayUrl(context.settings.publicBaseUrl).replace(/^ws:/, 'wss:');
  const path = new URL(relayUrl('http://any')).pathname;
  const notices = hearTalkNotices(context.db, {
    tell: ({ attemptId, what }) => talks.get(attemptId)?.talk.machineFound(what),
    listening: () => {
      for (const open of talks.values()) catchUp(context, open);
    },
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const signed = () => context.telephony.verifyUpgrade({ url, headers: request.headers });
    if (request.url?.split('?')[0] !== path) refuse(socket, '404 Not Found');
    else if (!signed()) refuse(socket, '403 Forbidden');
    else
      sockets.handleUpgrade(request, socket, head, (opened) =>
        serveTalk(context, startRecording, talks, opened),
      );
  };
  server.on('upgrade', upgrade);
  return {
    close: () => {
      server.off('upgrade', upgrade);
      notices.close();
      for (const socket of sockets.clients) socket.close(1012);
      sockets.close();
      // one that does not answer would keep the server from closing
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, farewellMs).unref();
    },
  };
};

const refuse = (socket: Duplex, status: string): void => {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
};
