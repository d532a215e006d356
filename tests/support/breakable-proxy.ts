import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a TCP server that can be cut, held or closed: what a network does to a connection. */
export interface BreakableProxy {
  port: number;
  /** ends every connection, and refuses new ones until `mend` */
  cut(): void;
  mend(): void;
  /** cuts as soon as a client sends this text: the server never gets it */
  cutBefore(text: string): void;
  /** cuts once the server was sent this text and has answered: the client never learns it */
  cutAfter(text: string): void;
  /** takes connections and never answers */
  hold(): void;
  close(): Promise<void>;
}

export const breakableProxy = async (to: { host: string; port: number }): Promise<BreakableProxy> => {
  const open = new Set<Socket>();
  let mode: 'through' | 'cut' | 'hold' = 'through';
  let before: string | null = null;
  let after: string | null = null;
  const cut = (): void => {
    mode = 'cut';
    for (const socket of open) socket.resetAndDestroy();
  };
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => undefined).on('close', () => open.delete(client));
    if (mode === 'cut') return void client.resetAndDestroy();
    if (mode === 'hold') return;
    const upstream = connect(to);
    open.add(upstream);
    let answerIsLost = false;
    upstream
      .on('error', () => client.destroy())
      .on('close', () => {
        open.delete(upstream);
        client.destroy();
      });
    client.on('close', () => upstream.destroy());
    client.on('data', (chunk) => {
      if (before && chunk.includes(before)) return cut();
      if (after && chunk.includes(after)) answerIsLost = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => (answerIsLost ? cut() : client.write(chunk)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend: () => {
      mode = 'through';
      before = after = null;
    },
    cutBefore: (text) => {
      before = text;
    },
    cutAfter: (text) => {
      after = text;
    },
    hold: () => {
      mode = 'hold';
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};
