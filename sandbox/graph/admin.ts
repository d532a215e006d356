import type { Route, VendorRequest } from '../vendor.ts';
import { setAttendance } from './attendance.ts';
import { type Changed, cancelEvent, findEvent, respondToEvent, updateEvent } from './change-events.ts';
import { badRequest } from './errors.ts';
import { readMailbox } from './mailboxes.ts';
import { type LifecycleEvent, lifecycleEvents } from './notify.ts';
import type { GraphBehaviour, GraphState, Subscription } from './state.ts';
import { findSubscription } from './subscriptions.ts';

function readJson(request: VendorRequest): Record<string, unknown> {
  return request.rawBody.length > 0 ? JSON.parse(request.rawBody.toString()) : {};
}

interface BusyRequest {
  mailbox: string;
  blocks: { startAt: string; endAt: string; status?: string }[];
}

/** What happens in Outlook and not through the api: busy times, the organiser's and the guests' own clicks. */
export function adminRoutes(
  state: GraphState,
  changed: Changed,
  tellLifecycle: (about: Subscription, event: LifecycleEvent) => void,
): Route[] {
  const event = (request: VendorRequest) => findEvent(state, null, request.params.id ?? '');
  return [
    {
      method: 'POST',
      path: '/busy',
      operation: 'admin.busy',
      handle(request) {
        const { mailbox, blocks } = readJson(request) as unknown as BusyRequest;
        const read = blocks.map(({ startAt, endAt, status = 'busy' }) => {
          return { startAt: Date.parse(startAt), endAt: Date.parse(endAt), status };
        });
        if (read.some((block) => !(block.startAt < block.endAt)))
          throw badRequest('A block ends before it starts.');
        state.busy.set(readMailbox(mailbox), read);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/behaviour',
      operation: 'admin.behaviour',
      handle(request) {
        Object.assign(state.behaviour, readJson(request) as Partial<GraphBehaviour>);
        return { status: 200, json: state.behaviour };
      },
    },
    {
      method: 'POST',
      path: '/events/:id/cancel-as-organiser',
      operation: 'admin.cancel',
      handle(request) {
        cancelEvent(state, event(request), readJson(request), changed);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/events/:id/move-as-organiser',
      operation: 'admin.move',
      handle(request) {
        const { startAt, endAt } = readJson(request) as { startAt: string; endAt: string };
        const time = (at: string) => ({ dateTime: new Date(at).toISOString().slice(0, -1), timeZone: 'UTC' });
        updateEvent(state, event(request), { start: time(startAt), end: time(endAt) }, changed);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/events/:id/respond',
      operation: 'admin.respond',
      handle(request) {
        const { attendee, response } = readJson(request) as { attendee: string; response: string };
        respondToEvent(state, event(request), attendee, response, changed);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/events/:id/attendance',
      operation: 'admin.attendance',
      handle(request) {
        setAttendance(state, event(request), readJson(request));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/subscriptions/:id/lifecycle',
      operation: 'admin.lifecycle',
      handle(request) {
        const subscription = findSubscription(state, request.params.id ?? '');
        const { lifecycleEvent } = readJson(request);
        const known = lifecycleEvents.find((each) => each === lifecycleEvent);
        if (!known) throw badRequest(`lifecycleEvent: expected one of ${lifecycleEvents.join(', ')}.`);
        if (known === 'subscriptionRemoved') state.subscriptions.delete(subscription.id);
        tellLifecycle(subscription, known);
        return { status: 204 };
      },
    },
  ];
}
