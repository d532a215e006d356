import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { VendorContext } from '../vendor.ts';
import type { WebhookAnswer } from '../webhooks.ts';
import type { Changed } from './change-events.ts';
import { changeKey } from './event-json.ts';
import type { CalendarEvent, GraphState, Subscription } from './state.ts';
import { liveSubscriptions } from './subscriptions.ts';

// Graph repeats for four hours; shortened, so that an api that is starting again gets what it missed.
const retryMs = [500, 2_000, 5_000, 15_000, 30_000];
const toldAfterMs = 50;
const answerWithinMs = 3_000;

function retryAfter(answer: WebhookAnswer, attempt: number): number | null {
  if ('failure' in answer) {
    if (answer.failure === 'lost') return null;
  } else if (answer.status >= 200 && answer.status < 300) return null;
  return retryMs[Math.max(0, attempt - 1)] ?? null;
}

function notification(
  subscription: Subscription,
  event: CalendarEvent,
  changeType: string,
  clientState: string | null,
) {
  const resource = `Users/${event.mailbox}/Events/${event.id}`;
  const resourceData = {
    '@odata.type': '#Microsoft.Graph.Event',
    '@odata.id': resource,
    '@odata.etag': `W/"${changeKey(event)}"`,
    id: event.id,
  };
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
    changeType,
    resource,
    resourceData,
    clientState,
    tenantId: sandboxCredentials.azureTenantId,
  };
}

export const lifecycleEvents = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof lifecycleEvents)[number];

/** Tells an application that its subscription needs it, is gone, or could not tell it everything. */
export function createLifecycle(
  context: VendorContext,
): (about: Subscription, event: LifecycleEvent) => void {
  return (subscription, lifecycleEvent) => {
    const url = subscription.lifecycleNotificationUrl;
    if (!url) return;
    const { id: subscriptionId, clientState, expiresAt, resource } = subscription;
    const subscriptionExpirationDateTime = new Date(expiresAt).toISOString();
    const about = { subscriptionId, subscriptionExpirationDateTime, resource, clientState, lifecycleEvent };
    void context.webhooks.deliver({
      operation: 'lifecycle',
      url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value: [{ ...about, tenantId: sandboxCredentials.azureTenantId }] }),
      delayMs: toldAfterMs,
      timeoutMs: answerWithinMs,
      retry: retryAfter,
    });
  };
}

/** Tells the subscriptions of every change, also of those that the application itself has made. */
export function createNotifier(context: VendorContext, state: GraphState): Changed {
  return (event, change) => {
    for (const subscription of liveSubscriptions(state)) {
      if (subscription.mailbox !== event.mailbox || !subscription.changeTypes.includes(change)) continue;
      // Graph signs nothing: a forged notification is one with another clientState.
      const forged = context.faults.take('notification', 'badSignature') !== null;
      const clientState = forged ? 'forged' : subscription.clientState;
      void context.webhooks.deliver({
        operation: 'notification',
        url: subscription.notificationUrl,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ value: [notification(subscription, event, change, clientState)] }),
        about: event.attendees.map(({ emailAddress }) => emailAddress.address).join(' '),
        delayMs: toldAfterMs,
        timeoutMs: answerWithinMs,
        retry: retryAfter,
      });
    }
  };
}
