import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { WebhookAnswer } from './webhooks.ts';

export interface OutgoingRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  connectTimeoutMs: number;
  timeoutMs: number;
}

/** One HTTP request over a connection of its own: a pooled one could have died with the process behind it. */
export function sendRequest(out: OutgoingRequest): Promise<WebhookAnswer> {
  const { promise, resolve } = Promise.withResolvers<WebhookAnswer>();
  const url = new URL(out.url);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = {
    ...out.headers,
    ...(out.body ? { 'content-length': String(Buffer.byteLength(out.body)) } : {}),
  };
  const request = send(url, { method: out.method, headers, agent: false });
  let connected = false;
  const give = (answer: WebhookAnswer) => {
    clearTimeout(connecting);
    clearTimeout(whole);
    resolve(answer);
    if ('failure' in answer) request.destroy();
  };
  const connecting = setTimeout(() => !connected && give({ failure: 'refused' }), out.connectTimeoutMs);
  const whole = setTimeout(() => give({ failure: 'timeout' }), out.timeoutMs);
  request.once('socket', (socket) => {
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      connected = true;
    });
  });
  request.on('error', () => give({ failure: connected ? 'reset' : 'refused' }));
  request.once('response', (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('error', () => give({ failure: 'reset' }));
    response.once('end', () => {
      const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      const text = Buffer.concat(parts).toString('utf8');
      give({ status: response.statusCode ?? 0, headers: Object.fromEntries(answered), text });
    });
  });
  request.end(out.body);
  return promise;
}
