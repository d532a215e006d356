import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmin } from './admin.ts';
import { createWebhookSender } from './deliver-webhooks.ts';
import { createFaultBoard } from './faults.ts';
import { type MountedVendor, mountVendor } from './mount-vendor.ts';
import { createPersonas } from './personas/personas.ts';
import { createRecordBook } from './record.ts';
import { readSettings, type SandboxSettings } from './settings.ts';
import { openStore, type StoreFile } from './store.ts';
import type { CreateVendor } from './vendor.ts';
import { vendors as everyVendor } from './vendors.ts';

export interface RunningSandbox {
  url: string;
  stop(): Promise<void>;
}

export type SandboxOptions = Partial<SandboxSettings> & { vendors?: Record<string, CreateVendor> };

const largestBody = 45 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

type Vendors = Record<string, CreateVendor>;

function assemble(settings: SandboxSettings, create: Vendors, origin: () => string) {
  const now = () => Date.now();
  const stores: StoreFile[] = [];
  const open = (name: string): StoreFile => {
    const store = openStore(settings.stateFolder, name);
    stores.push(store);
    return store;
  };
  const record = createRecordBook(open('record'), now);
  const board = createFaultBoard(now);
  const { readMs, forgetAfterMs, personas: on } = settings;
  const personas = createPersonas({ store: open('personas'), record, now, readMs, forgetAfterMs, on });
  const mounted = Object.entries(create).map(([name, createVendor]): MountedVendor => {
    const faults = board.forVendor(name);
    const webhooks = createWebhookSender(name, faults, record);
    const store = open(name);
    const vendor = createVendor({ store, faults, webhooks, personas, clock: { now }, settings, origin });
    return mountVendor({ name, vendor, faults, webhooks, record });
  });
  const reset = () => {
    for (const { vendor, webhooks } of mounted) {
      webhooks.drop();
      vendor.reset?.();
    }
    board.clear();
    for (const store of stores) store.empty();
  };
  const close = async () => {
    for (const { vendor, webhooks } of mounted) {
      await vendor.stop?.();
      webhooks.drop();
    }
    for (const store of stores) store.close();
  };
  return { record, faults: board, mounted, reset, close };
}

/** Starts the sandbox; port 0 takes a free one. What it knows lies in the state folder, for the next start. */
export async function startSandbox({ vendors, ...options }: SandboxOptions = {}): Promise<RunningSandbox> {
  const settings = { ...readSettings({}), ...options };
  let url = '';
  const origin = () => settings.publicUrl ?? url;
  const { mounted, reset, close, ...rest } = assemble(settings, vendors ?? everyVendor, origin);
  const answerAdmin = createAdmin({ ...rest, mounted, reset });

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const address = new URL(request.url ?? '/', url);
    const rawBody = await readBody(request);
    if (rawBody === null) return void response.writeHead(413, { connection: 'close' }).end();
    const at = mounted.find(({ vendor: { prefix } }) => `${address.pathname}/`.startsWith(`${prefix}/`));
    if (at) await at.handle(request, response, address, rawBody);
    else await answerAdmin(request, response, address, rawBody);
  };
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (!request.socket.destroyed) console.error('sandbox:', error);
      request.socket.destroy();
    });
  });
  // longer than any client keeps a connection: one that closes while a request is on its way looks like a lost answer
  server.keepAliveTimeout = 75_000;
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(settings.port, settings.host, resolve);
  await listening;
  const { port } = server.address() as AddressInfo;
  url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  for (const { vendor } of mounted) vendor.start?.();
  return {
    url,
    async stop() {
      server.close();
      await close();
      server.closeAllConnections();
    },
  };
}
