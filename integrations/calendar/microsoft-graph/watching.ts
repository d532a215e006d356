import type { Client, GraphRequest } from '@microsoft/microsoft-graph-client';
import type { Event } from '@microsoft/microsoft-graph-types';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import { asking } from '../../asking.ts';
import type { CalendarChange, CalendarSubscription, CalendarWatching } from '../port.ts';
import { readAttendance } from './attendance.ts';
import { classifyGraphError, unlessGone } from './errors.ts';
import { meetingOf, prefer } from './events.ts';
import { readNotices } from './notices.ts';

const ask = asking(classifyGraphError);

interface Subscription {
  id: string;
  resource: string;
  notificationUrl: string;
  expirationDateTime: string;
}

interface Page {
  value: (Event & { '@removed'?: object })[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}

// what we make ourselves we know already
const changeType = 'updated,deleted';
const pageSize = 200;
const resourceOf = (mailbox: string): string => `users/${mailbox}/events`;

const toSubscription = ({ id, expirationDateTime }: Subscription): CalendarSubscription => ({
  subscriptionId: id,
  expiresAt: new Date(expirationDateTime).toISOString(),
});

/** Subscriptions, readings of changes and attendance reports. */
export function createWatching({
  graph,
  at,
  clientState,
}: {
  graph: Client;
  at: (mailbox: string, path: string) => GraphRequest;
  clientState: string;
}): CalendarWatching {
  const watching: CalendarWatching = {
    async subscribe({ mailbox, noticeUrl, lifecycleUrl, until }) {
      const wanted = {
        changeType,
        notificationUrl: noticeUrl,
        lifecycleNotificationUrl: lifecycleUrl,
        resource: resourceOf(mailbox),
        expirationDateTime: until,
        clientState,
      };
      try {
        return toSubscription(await ask<Subscription>(() => graph.api('/subscriptions').post(wanted)));
      } catch (error) {
        // refused as one too many: the one that there is may be ours, of a request whose answer was lost
        const known = isOneTooMany(error) ? await watching.findSubscription({ mailbox, noticeUrl }) : null;
        if (known) return known;
        throw error;
      }
    },
    async findSubscription({ mailbox, noticeUrl }) {
      const { value } = await ask<{ value: Subscription[] }>(() => graph.api('/subscriptions').get());
      const own = value.find(
        ({ resource, notificationUrl }) =>
          notificationUrl === noticeUrl &&
          resource.replace(/^\//, '').toLowerCase() === resourceOf(mailbox).toLowerCase(),
      );
      return own ? toSubscription(own) : null;
    },
    async renewSubscription(id, until) {
      const renewed = await unlessGone(
        ask<Subscription>(() =>
          graph.api(`/subscriptions/${encodeURIComponent(id)}`).patch({ expirationDateTime: until }),
        ),
      );
      return renewed && toSubscription(renewed);
    },
    async endSubscription(id) {
      await unlessGone(ask(() => graph.api(`/subscriptions/${encodeURIComponent(id)}`).delete()));
    },
    async readChanges(mailbox, from) {
      const changes: CalendarChange[] = [];
      let next = 'link' in from ? pathOf(from.link) : null;
      for (;;) {
        const request = next ? graph.api(next) : firstReading(at, mailbox, from as Span);
        const headers = `${prefer}, odata.maxpagesize=${pageSize}`;
        const page = await unlessGone(ask<Page>(() => request.header('Prefer', headers).get()));
        if (!page) return null;
        changes.push(...page.value.map(toChange));
        const { '@odata.nextLink': more, '@odata.deltaLink': link } = page;
        if (link) return { changes, link };
        if (!more) return null;
        next = pathOf(more);
      }
    },
    readNotices: (rawBody) => readNotices(rawBody, clientState),
    attendance: (organiser, joinUrl) => readAttendance(graph, organiser, joinUrl),
  };
  return watching;
}

type Span = { fromAt: string; untilAt: string };

const firstReading = (
  at: (mailbox: string, path: string) => GraphRequest,
  mailbox: string,
  { fromAt, untilAt }: Span,
): GraphRequest => at(mailbox, '/calendarView/delta').query({ startDateTime: fromAt, endDateTime: untilAt });

/** One event that cannot be read must not keep us from all others: like one that is gone, it is asked for by itself. */
const toChange = (event: Page['value'][number]): CalendarChange => {
  try {
    return { eventId: event.id ?? '', meeting: event['@removed'] ? null : meetingOf(event) };
  } catch (error) {
    if (!(error instanceof VendorFailure)) throw error;
    return { eventId: event.id ?? '', meeting: null };
  }
};

const version = '/v1.0';

/** A link is followed at the address that we know, wherever it points to. */
const pathOf = (link: string): string => {
  const { pathname, search } = new URL(link);
  return `${pathname.slice(pathname.indexOf(version) + version.length)}${search}`;
};

const isOneTooMany = (error: unknown): boolean =>
  error instanceof VendorFailure && ['ExtensionError', 'Conflict', '409'].includes(error.code);
