import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A real api process, on a port of its own. */
export interface ApiProcess {
  port: number;
  /** kill -9: it says goodbye to nobody */
  kill(): Promise<void>;
}

/** The public address of a business: hands every connection to the first of the processes that takes it. */
export interface Front {
  url: string;
  behind: ApiProcess[];
  close(): Promise<void>;
}

export const startFront = async (): Promise<Front> => {
  const open = new Set<Socket>();
  const behind: ApiProcess[] = [];
  const hand = (client: Socket, [target, ...others]: ApiProcess[]): void => {
    if (!target) return void client.destroy();
    const upstream = connect(target.port, '127.0.0.1');
    open.add(upstream);
    upstream.once('error', () => hand(client, others));
    upstream.once('connect', () => {
      upstream.removeAllListeners('error').on('error', () => client.destroy());
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
      client.pipe(upstream).pipe(client);
    });
  };
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    hand(client, behind);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behind,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

/** Starts an api process and waits until it listens; port 0 lets it have any. */
export const startApi = async (environment: Record<string, string>, port = 0): Promise<ApiProcess> => {
  const taken = port || (await freePort());
  const child: ChildProcess = spawn(process.execPath, ['api/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment, API_PORT: String(taken), LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes('api ready')) break;
  child.stdout?.resume();
  return {
    port: taken,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
