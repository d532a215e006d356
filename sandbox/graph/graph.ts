import { readToken } from '../entra/token.ts';
import type { CreateVendor, PageEvent, PageMail, VendorAnswer, VendorRequest } from '../vendor.ts';
import { adminRoutes } from './admin.ts';
import type { Changed } from './change-events.ts';
import { GraphRefusal } from './errors.ts';
import { createLifecycle, createNotifier } from './notify.ts';
import { graphRoutes } from './routes.ts';
import { type CalendarEvent, type Invitation, openGraph, usualBehaviour } from './state.ts';

function refuse(error: GraphRefusal): VendorAnswer {
  return { status: error.status, headers: error.headers, json: error.body };
}

function checkToken(request: VendorRequest, nowSeconds: number): VendorAnswer | null {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const found = token ? readToken(token, nowSeconds) : 'empty';
  if (typeof found === 'object') return null;
  const reasons = {
    empty: 'Access token is empty.',
    malformed: 'CompactToken parsing failed with error code: 80049217',
    forged: 'Invalid signature.',
    expired: 'Lifetime validation failed, the token is expired.',
  };
  const headers = { 'www-authenticate': 'Bearer realm="", error="invalid_token"' };
  return refuse(new GraphRefusal(401, 'InvalidAuthenticationToken', reasons[found], { headers }));
}

function failure(status: number, request: VendorRequest): VendorAnswer {
  const codes: Record<number, [string, string]> = {
    404: ['BadRequest', `Resource not found for the segment '${request.path.split('/')[2] ?? ''}'.`],
    405: ['BadRequest', 'The HTTP method is not supported for this resource.'],
    429: ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
    503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  };
  const [code, message] = codes[status] ?? [
    'InternalServerError',
    'The server encountered an internal error.',
  ];
  return refuse(new GraphRefusal(status, code, message));
}

function pageEvent(event: CalendarEvent): PageEvent {
  return {
    id: event.id,
    mailbox: event.mailbox,
    subject: event.subject,
    startAt: new Date(event.startAt).toISOString(),
    endAt: new Date(event.endAt).toISOString(),
    attendees: event.attendees.map((each) => ({ ...each.emailAddress, response: each.status.response })),
    joinUrl: event.joinUrl,
    cancelled: event.cancelled,
  };
}

function pageMail(invitation: Invitation): PageMail {
  const { id, at, kind, organiser, to, startAt, endAt, joinUrl, comment } = invitation;
  const subject =
    kind === 'invited'
      ? invitation.subject
      : `${kind === 'updated' ? 'Updated' : 'Canceled'}: ${invitation.subject}`;
  const text = [`When: ${startAt} – ${endAt}`, joinUrl ? `Join: ${joinUrl}` : null, comment];
  return {
    id,
    at,
    status: kind,
    from: organiser,
    to: [to],
    subject,
    html: null,
    text: text.filter(Boolean).join('\n'),
  };
}

/** Microsoft Graph: the calendars, Teams meetings and change notifications of every `*.example` mailbox. */
export const createGraph: CreateVendor = (context) => {
  const state = openGraph(context.store);
  const tellOthers = createNotifier(context, state);
  const changed: Changed = (event, change) => {
    const number = Math.max(0, ...state.changes.values()) + 1;
    state.changes.set(event.id, number);
    if (change === 'created') state.firstChanges.set(event.id, number);
    tellOthers(event, change);
  };
  return {
    name: 'graph',
    prefix: '/graph',
    routes: graphRoutes(state, changed),
    adminRoutes: adminRoutes(state, changed, createLifecycle(context)),
    guard: (request) => checkToken(request, Math.floor(context.clock.now() / 1000)),
    refusal: (error) => (error instanceof GraphRefusal ? refuse(error) : null),
    failure,
    state: () => ({
      events: [...state.events.values()].map((event) => ({
        ...pageEvent(event),
        transactionId: event.transactionId,
      })),
      invitations: [...state.invitations.values()],
      subscriptions: [...state.subscriptions.values()],
      busy: Object.fromEntries(state.busy),
      behaviour: state.behaviour,
    }),
    page: {
      mails: () => [...state.invitations.values()].map(pageMail),
      events: () => [...state.events.values()].map(pageEvent),
    },
    reset() {
      Object.assign(state.behaviour, usualBehaviour);
    },
  };
};
