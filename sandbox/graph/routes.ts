import { setTimeout as sleep } from 'node:timers/promises';
import type { Route, VendorAnswer, VendorRequest } from '../vendor.ts';
import { findOnlineMeeting, listRecords, listReports, showUser } from './attendance.ts';
import {
  type Changed,
  cancelEvent,
  createEvent,
  findEvent,
  purgeEvent,
  updateEvent,
} from './change-events.ts';
import { calendarDelta } from './delta.ts';
import { badRequest } from './errors.ts';
import { writeEvent } from './event-json.ts';
import { calendarView, listEvents, readView } from './list-events.ts';
import { inMailbox, readMailbox } from './mailboxes.ts';
import { getSchedule } from './schedule.ts';
import type { GraphState } from './state.ts';
import {
  createSubscription,
  findSubscription,
  listSubscriptions,
  renewSubscription,
  writeSubscription,
} from './subscriptions.ts';
import { preferredZone } from './time-zone.ts';

const eventContext = 'https://graph.microsoft.com/v1.0/$metadata#users/events/$entity';

export function readJson(request: VendorRequest): unknown {
  const isJson = request.headers['content-type']?.startsWith('application/json');
  if (!isJson)
    throw badRequest('Write request with body must have a Content-Type header set to application/json.');
  try {
    return JSON.parse(request.rawBody.toString());
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure the payload is of valid JSON format.',
    );
  }
}

function subscriptionRoutes(state: GraphState): Route[] {
  const found = (request: VendorRequest) => findSubscription(state, request.params.id ?? '');
  const path = '/v1.0/subscriptions/:id';
  return [
    {
      method: 'POST',
      path: '/v1.0/subscriptions',
      operation: 'subscriptions.create',
      async handle(request) {
        return { status: 201, json: writeSubscription(await createSubscription(state, readJson(request))) };
      },
    },
    {
      method: 'GET',
      path: '/v1.0/subscriptions',
      operation: 'subscriptions.list',
      handle: () => ({ status: 200, json: listSubscriptions(state) }),
    },
    {
      method: 'GET',
      path,
      operation: 'subscriptions.get',
      handle: (request) => ({ status: 200, json: writeSubscription(found(request)) }),
    },
    {
      method: 'PATCH',
      path,
      operation: 'subscriptions.renew',
      handle(request) {
        return {
          status: 200,
          json: writeSubscription(renewSubscription(state, found(request), readJson(request))),
        };
      },
    },
    {
      method: 'DELETE',
      path,
      operation: 'subscriptions.delete',
      handle(request) {
        state.subscriptions.delete(found(request).id);
        return { status: 204 };
      },
    },
  ];
}

/** Users and their online meetings, which are asked for by the user's object id. */
function meetingRoutes(state: GraphState): Route[] {
  const route = (path: string, operation: string, show: (request: VendorRequest) => unknown): Route => ({
    method: 'GET',
    path: `/v1.0/users/:user${path}`,
    operation,
    handle: (request) => ({ status: 200, json: show(request) }),
  });
  const reports = '/onlineMeetings/:id/attendanceReports';
  return [
    route('', 'users.get', ({ params }) => showUser(params.user ?? '')),
    route('/onlineMeetings', 'onlineMeetings.find', ({ params, query }) =>
      findOnlineMeeting(state, params.user ?? '', query),
    ),
    route(reports, 'attendanceReports.list', ({ params }) =>
      listReports(state, params.user ?? '', params.id ?? ''),
    ),
    route(`${reports}/:report/attendanceRecords`, 'attendanceRecords.list', ({ params }) =>
      listRecords(state, params.user ?? '', params.id ?? '', params.report ?? ''),
    ),
  ];
}

/** Everything below `/v1.0` of one mailbox, four requests at a time, and the subscriptions. */
export function graphRoutes(state: GraphState, changed: Changed): Route[] {
  type Work = (request: VendorRequest, mailbox: string, zone: string) => VendorAnswer;
  const route = (method: Route['method'], path: string, operation: string, work: Work): Route => ({
    method,
    path: `/v1.0/users/:mailbox${path}`,
    operation,
    handle(request) {
      const mailbox = readMailbox(request.params.mailbox ?? '');
      const zone = preferredZone(request.headers.prefer);
      const preferred = request.headers.prefer?.includes('outlook.timezone');
      return inMailbox(state.inFlight, mailbox, async () => {
        await sleep(state.behaviour.latencyMs);
        const answer = work(request, mailbox, zone);
        if (!preferred) return answer;
        return { ...answer, headers: { 'preference-applied': `outlook.timezone="${zone}"` } };
      });
    },
  });
  const event = (request: VendorRequest, mailbox: string) =>
    findEvent(state, mailbox, request.params.id ?? '');
  const address = (request: VendorRequest) => request.url.split('?')[0] ?? '';
  const shown = (found: ReturnType<typeof event>, request: VendorRequest, zone: string) => {
    return { '@odata.context': eventContext, ...writeEvent(found, readView(request.query, zone)) };
  };
  return [
    ...['/calendar/getSchedule', '/calendar/microsoft.graph.getSchedule'].map((path) =>
      route('POST', path, 'calendar.getSchedule', (request, _mailbox, zone) => {
        return { status: 200, json: getSchedule(state, readJson(request), zone) };
      }),
    ),
    ...['/events', '/calendar/events'].flatMap((path) => [
      route('POST', path, 'events.create', (request, mailbox, zone) => {
        return {
          status: 201,
          json: shown(createEvent(state, mailbox, readJson(request), changed), request, zone),
        };
      }),
      route('GET', path, 'events.list', (request, mailbox, zone) => {
        return { status: 200, json: listEvents(state, mailbox, request.query, zone, address(request)) };
      }),
    ]),
    route('GET', '/events/:id', 'events.get', (request, mailbox, zone) => {
      return { status: 200, json: shown(event(request, mailbox), request, zone) };
    }),
    route('PATCH', '/events/:id', 'events.update', (request, mailbox, zone) => {
      const found = updateEvent(state, event(request, mailbox), readJson(request), changed);
      return { status: 200, json: shown(found, request, zone) };
    }),
    route('POST', '/events/:id/cancel', 'events.cancel', (request, mailbox) => {
      const body = request.rawBody.length > 0 ? readJson(request) : {};
      cancelEvent(state, event(request, mailbox), body, changed);
      return { status: 202 };
    }),
    route('POST', '/events/:id/permanentDelete', 'events.permanentDelete', (request, mailbox) => {
      purgeEvent(state, mailbox, request.params.id ?? '', changed);
      return { status: 204 };
    }),
    route('DELETE', '/events/:id', 'events.delete', (request, mailbox) => {
      cancelEvent(state, event(request, mailbox), {}, changed);
      return { status: 204 };
    }),
    route('GET', '/calendarView/delta', 'calendarView.delta', (request, mailbox, zone) => {
      const { query, headers } = request;
      const json = calendarDelta(state, mailbox, {
        query,
        prefer: headers.prefer,
        zone,
        selfUrl: address(request),
      });
      return { status: 200, json };
    }),
    route('GET', '/calendarView', 'calendarView', (request, mailbox, zone) => {
      return { status: 200, json: calendarView(state, mailbox, request.query, zone, address(request)) };
    }),
    ...subscriptionRoutes(state),
    ...meetingRoutes(state),
  ];
}
