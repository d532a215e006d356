import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { writeAnswer } from './answer-writer.ts';
import type { WebhookSender } from './deliver-webhooks.ts';
import type { Fault, FaultKind, Faults } from './faults.ts';
import { compilePath } from './path-pattern.ts';
import type { RecordBook } from './record.ts';
import type { Route, Vendor, VendorAnswer, VendorRequest } from './vendor.ts';

export interface MountedVendor {
  name: string;
  vendor: Vendor;
  webhooks: WebhookSender;
  handle(request: IncomingMessage, response: ServerResponse, url: URL, rawBody: Buffer): Promise<void>;
}

interface Parts {
  name: string;
  vendor: Vendor;
  faults: Faults;
  webhooks: WebhookSender;
  record: RecordBook;
}

const callbackWithinMs = 5000;
type Found = { route: Route; params: Record<string, string> } | { route: null; status: 404 | 405 };

/** Puts one vendor behind its prefix: routes, faults, refusals and the record of every request. */
export function mountVendor({ name, vendor, faults, webhooks, record }: Parts): MountedVendor {
  const routes = vendor.routes.map((route) => ({ route, match: compilePath(route.path) }));

  const find = (method: string, path: string): Found => {
    let status: 404 | 405 = 404;
    for (const { route, match } of routes) {
      const params = match(path);
      if (params && route.method === method) return { route, params };
      if (params) status = 405;
    }
    return { route: null, status };
  };

  const refuseFirst = (request: VendorRequest, take: Take): VendorAnswer | 'drop' | null => {
    const outage = take('outage');
    if (outage) return outage.params.drop ? 'drop' : vendor.failure(503, request);
    if (take('refuse')) return vendor.failure(503, request);
    const limit = take('rateLimit');
    if (!limit) return null;
    const retryAfter = String(limit.params.retryAfterSeconds ?? 1);
    const answer = vendor.failure(429, request);
    return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
  };

  const answerFor = async (found: Found, request: VendorRequest): Promise<VendorAnswer> => {
    try {
      const guarded = vendor.guard?.(request);
      if (guarded) return guarded;
      if (!found.route) return vendor.failure(found.status, request);
      return await found.route.handle(request);
    } catch (error) {
      const refusal = vendor.refusal?.(error);
      if (refusal) return refusal;
      console.error(`sandbox: ${name} ${found.route?.operation ?? request.path}`, error);
      return vendor.failure(500, request);
    }
  };

  type Take = (kind: FaultKind) => Fault | null;
  const decide = async (found: Found, request: VendorRequest, take: Take): Promise<VendorAnswer | 'drop'> => {
    const refused = refuseFirst(request, take);
    if (refused) return refused;
    const delay = take('delay');
    if (delay) await pause(delay.params.ms ?? 1000);
    const told = take('callbackBeforeAnswer') ? webhooks.nextDelivered(callbackWithinMs) : null;
    const answer = await answerFor(found, request);
    await told;
    if (take('acceptThenDrop')) return 'drop';
    return take('acceptThen500') ? vendor.failure(500, request) : answer;
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse, url: URL, rawBody: Buffer) => {
    const path = url.pathname.slice(vendor.prefix.length) || '/';
    const method = incoming.method ?? 'GET';
    const found = find(method, path);
    const operation = found.route?.operation ?? 'unknown';
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    const gone = new AbortController();
    response.once('close', () => !response.writableFinished && gone.abort());
    const params = found.route ? found.params : {};
    const about = { method, url: url.href, headers };
    const request: VendorRequest = {
      ...about,
      path,
      params,
      query: url.searchParams,
      rawBody,
      signal: gone.signal,
    };
    const entry = record.open({
      kind: 'request',
      vendor: name,
      operation,
      ...about,
      body: rawBody.toString('utf8'),
    });
    const text = `${url.href} ${rawBody.toString('utf8')}`;
    const used: string[] = [];
    const take: Take = (kind) => {
      const fault = faults.take(operation, kind, text);
      if (fault) used.push(kind);
      return fault;
    };
    const answer = await decide(found, request, take);
    if (answer === 'drop') {
      record.close(entry, { failure: 'dropped', faults: used });
      incoming.socket.destroy();
      return;
    }
    const body = await writeAnswer(response, answer, gone.signal);
    record.close(entry, { answer: { status: answer.status, body }, faults: used });
  };

  return { name, vendor, webhooks, handle };
}
