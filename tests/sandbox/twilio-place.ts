import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { type WebSocket, WebSocketServer } from 'ws';
import { startSandbox } from '../../sandbox/server.ts';
import { createTwilio } from '../../sandbox/twilio/twilio.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';

export const account: string = sandboxCredentials.twilioAccountSid;
export const token: string = sandboxCredentials.twilioAuthToken;
export const from = '+442079460100';
/** the persona who answers at once */
export const ivy = '+15055550101';
export const noel = '+13035550101';

class RebasedClient extends twilio.RequestClient {
  readonly base: string;
  constructor(base: string) {
    super({ timeout: 10_000 });
    this.base = base;
  }
  override request: InstanceType<typeof twilio.RequestClient>['request'] = (options) => {
    const { hostname, pathname, search } = new URL(options.uri);
    const uri = `${this.base}/${hostname.split('.')[0]}${pathname}${search}`;
    return super.request({ ...options, uri });
  };
}

export interface Heard {
  path: string;
  fields: Record<string, string>;
  signature: string;
  token: string;
  at: number;
}

/** The application that Twilio calls back: it answers TwiML and holds the relay's sockets. */
export interface Application {
  url: string;
  heard: Heard[];
  talks: { socket: WebSocket; request: IncomingMessage; said: Record<string, unknown>[] }[];
  /** TwiML by path, `drop` for a cut connection, `500`; an empty 204 otherwise */
  documents: Record<string, string | (() => string)>;
  close(): Promise<void>;
}

export async function startApplication(port = 0): Promise<Application> {
  const heard: Heard[] = [];
  const talks: Application['talks'] = [];
  const documents: Application['documents'] = {};
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
      const header = (name: string) => String(request.headers[name] ?? '');
      const signature = header('x-twilio-signature');
      const entry = { path, fields, signature, token: header('i-twilio-idempotency-token'), at: Date.now() };
      heard.push(entry);
      const document = documents[path];
      if (document === undefined) return void response.writeHead(204).end();
      const text = typeof document === 'string' ? document : document();
      if (text === 'drop') return void request.socket.destroy();
      const status = text === '500' ? 500 : 200;
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const said: Record<string, unknown>[] = [];
    talks.push({ socket, request, said });
    socket.on('message', (data) => said.push(JSON.parse(String(data))));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    heard,
    talks,
    documents,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

export type Place = Awaited<ReturnType<typeof startPlace>>;

/** A sandbox with Twilio alone, the real SDK pointed at it, and an application. */
export async function startPlace(options: { callsPerSecond?: number; personas?: boolean } = {}) {
  const stateFolder = await mkdtemp(join(tmpdir(), 'leadline-twilio-'));
  const settings = { port: 0, stateFolder, speechMs: 20, callsPerSecond: 100, ...options };
  const start = () => startSandbox({ ...settings, vendors: { twilio: createTwilio } });
  let sandbox = await start();
  const application = await startApplication();
  const client = (sid = account, secret = token) =>
    twilio(sid, secret, { httpClient: new RebasedClient(`${sandbox.url}/twilio`) });
  const admin = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}${path}`, init);
    return answer.status === 204 ? null : answer.json();
  };
  return {
    application,
    client,
    admin,
    fault: (kind: string, operation: string, more: object = {}) =>
      admin('POST', '/_sandbox/faults', { vendor: 'twilio', operation, kind, ...more }),
    /** places a call with every event asked for */
    call: (to: string, more: object = {}) =>
      client().calls.create({
        to,
        from,
        url: `${application.url}/twiml`,
        statusCallback: `${application.url}/status`,
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
        ...more,
      }),
    statuses: (sid: string) =>
      application.heard.filter(({ path, fields }) => path === '/status' && fields.CallSid === sid),
    async restart() {
      await sandbox.stop();
      sandbox = await start();
    },
    async stop() {
      await sandbox.stop();
      await application.close();
      await rm(stateFolder, { recursive: true });
    },
    url: () => sandbox.url,
  };
}

/** Waits until something is there; a test that waits in vain fails. */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  withinMs = 5000,
): Promise<Exclude<Value, false | null | undefined>> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value) return value as Exclude<Value, false | null | undefined>;
    if (Date.now() > until) throw new Error(`nothing came: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function relayTwiml(
  application: Application,
  greeting = 'Hello, is this a good moment to talk?',
): string {
  const url = application.url.replace('http:', 'wss:');
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Connect action="${application.url}/done#rc=5&amp;rp=all" method="POST"><ConversationRelay url="${url}/relay" welcomeGreeting="${greeting}" interruptible="speech" dtmfDetection="true"><Parameter name="attemptId" value="a-1"/></ConversationRelay></Connect></Response>`;
}
