import { randomUUID } from 'node:crypto';
import { badRequest, GraphRefusal } from './errors.ts';
import { readMailbox, readObject } from './mailboxes.ts';
import type { GraphState, Subscription } from './state.ts';

const known = [
  'changeType',
  'notificationUrl',
  'lifecycleNotificationUrl',
  'resource',
  'expirationDateTime',
  'clientState',
  'latestSupportedTlsVersion',
  'includeResourceData',
];
const changeTypes = ['created', 'updated', 'deleted'];
const maxMinutes = 10_080;
const minMinutes = 45;
const handshakeMs = 10_000;

function readExpiry(value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at))
    throw badRequest('Subscription expirationDateTime is missing or invalid.', 'ValidationError');
  if (at <= Date.now()) throw badRequest('Subscription expiration is in the past.', 'ValidationError');
  if (at > Date.now() + maxMinutes * 60_000 + 1000) {
    throw badRequest(
      `Subscription expiration can only be ${maxMinutes} minutes in the future.`,
      'ValidationError',
    );
  }
  return Math.max(at, Date.now() + minMinutes * 60_000);
}

function readUrl(value: unknown, field: string): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url && ['http:', 'https:'].includes(url.protocol)) return url.href;
  throw badRequest(`Subscription ${field} is not a valid URL.`, 'ValidationError');
}

/** Asks an address to prove that it expects notifications: it must answer the decoded token as plain text. */
async function shakeHands(address: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const url = new URL(address);
  url.searchParams.set('validationToken', token);
  const failed = (why: string) =>
    badRequest(`Subscription validation request failed. ${why}`, 'ValidationError');
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(handshakeMs);
    answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, signal });
  } catch {
    throw failed('The notification endpoint could not be reached or did not answer in time.');
  }
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200 || !type.startsWith('text/plain') || (await answer.text()) !== token) {
    throw failed(
      `Notification endpoint must respond with 200 OK and the validation token, it answered ${answer.status}.`,
    );
  }
}

export function writeSubscription(subscription: Subscription): Record<string, unknown> {
  const { id, resource, changeType, clientState, notificationUrl, lifecycleNotificationUrl, expiresAt } =
    subscription;
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity',
    id,
    resource,
    changeType,
    clientState,
    notificationUrl,
    lifecycleNotificationUrl,
    expirationDateTime: new Date(expiresAt).toISOString(),
    latestSupportedTlsVersion: 'v1_2',
  };
}

/** `POST /subscriptions`: after the handshake, the changes of one mailbox's events are told to an address. */
export async function createSubscription(state: GraphState, raw: unknown): Promise<Subscription> {
  const body = readObject(raw, 'subscription', known);
  const changeType = String(body.changeType ?? '');
  const types = changeType.split(',').map((type) => type.trim());
  if (types.some((type) => !changeTypes.includes(type))) {
    throw badRequest(`Subscription changeType '${changeType}' is not valid.`, 'ValidationError');
  }
  const user = /^\/?users\/([^/]+)\/(?:calendar\/)?events$/i.exec(String(body.resource ?? ''))?.[1];
  if (!user) throw badRequest(`Resource '${String(body.resource)}' is not supported.`, 'ValidationError');
  const mailbox = readMailbox(decodeURIComponent(user));
  const clientState = body.clientState ?? null;
  if (clientState !== null && (typeof clientState !== 'string' || clientState.length > 128)) {
    throw badRequest('Subscription clientState must have at most 128 characters.', 'ValidationError');
  }
  const expiresAt = readExpiry(body.expirationDateTime);
  const notificationUrl = readUrl(body.notificationUrl, 'notificationUrl');
  const lifecycle = body.lifecycleNotificationUrl;
  const lifecycleNotificationUrl =
    lifecycle === undefined ? null : readUrl(lifecycle, 'lifecycleNotificationUrl');
  for (const other of liveSubscriptions(state)) {
    if (other.mailbox !== mailbox || other.changeType !== changeType) continue;
    throw new GraphRefusal(
      409,
      'ExtensionError',
      'A subscription for the same resource and changeType exists already.',
    );
  }
  await shakeHands(notificationUrl);
  if (lifecycleNotificationUrl) await shakeHands(lifecycleNotificationUrl);
  const resource = String(body.resource);
  const rest = { clientState, notificationUrl, lifecycleNotificationUrl, expiresAt };
  const subscription = { id: randomUUID(), mailbox, resource, changeType, changeTypes: types, ...rest };
  state.subscriptions.set(subscription.id, subscription);
  return subscription;
}

export function liveSubscriptions(state: GraphState): Subscription[] {
  return [...state.subscriptions.values()].filter((each) => each.expiresAt > Date.now());
}

/** `GET /subscriptions`: those of this application. */
export function listSubscriptions(state: GraphState) {
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscriptions',
    // a list never tells the secret that proves a notification
    value: liveSubscriptions(state).map((each) => ({ ...writeSubscription(each), clientState: null })),
  };
}

export function findSubscription(state: GraphState, id: string): Subscription {
  const found = liveSubscriptions(state).find((each) => each.id === id);
  if (found) return found;
  throw new GraphRefusal(404, 'ResourceNotFound', 'The object was not found.');
}

/** `PATCH /subscriptions/{id}`: only the expiry can be changed. */
export function renewSubscription(state: GraphState, subscription: Subscription, raw: unknown): Subscription {
  const body = readObject(raw, 'subscription', ['expirationDateTime']);
  const renewed = { ...subscription, expiresAt: readExpiry(body.expirationDateTime) };
  state.subscriptions.set(renewed.id, renewed);
  return renewed;
}
