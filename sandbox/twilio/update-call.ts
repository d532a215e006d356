import type { VendorRequest } from '../vendor.ts';
import type { Call } from './call.ts';
import { badParameter } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { readForm } from './form.ts';

const known = [
  ...['Url', 'Method', 'Status', 'FallbackUrl', 'FallbackMethod', 'StatusCallback', 'StatusCallbackMethod'],
  ...['Twiml', 'TimeLimit'],
];

/** Cancels, ends or redirects a call, as its state allows. */
export function updateCall(exchange: Exchange, call: Call, request: VendorRequest): void {
  const form = readForm(request.rawBody, request.headers['content-type'], known);
  const status = form.oneOf('Status', ['canceled', 'completed'], 20001);
  const url = form.url('Url', 21205);
  const twiml = form.text('Twiml');
  if (twiml && twiml.length > 4000)
    throw badParameter(21205, 'Twiml must not be longer than 4000 characters');
  if (status === 'canceled') exchange.cancel(call);
  else if (status === 'completed') exchange.complete(call);
  else if (url || twiml)
    exchange.redirect(call, { url, twiml: url ? null : twiml, method: form.method('Method') });
  else throw badParameter(20001, 'Nothing to update');
}
