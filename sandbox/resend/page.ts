import type { PageMail, Route, VendorRequest, VisitorMail } from '../vendor.ts';
import { invalid, ResendRefusal } from './errors.ts';
import { recipients } from './mails.ts';
import type { createPostOffice } from './post-office.ts';

type PostOffice = ReturnType<typeof createPostOffice>;

export function readJson(request: VendorRequest): unknown {
  try {
    return JSON.parse(request.rawBody.toString());
  } catch {
    throw invalid('The body is not valid JSON.');
  }
}

/** The mail of a path's id, or the vendor's 404. */
export function find<Value>(map: Map<string, Value>, request: VendorRequest): Value {
  const found = map.get(request.params.id ?? '');
  if (found) return found;
  throw new ResendRefusal(404, 'not_found', 'Email not found');
}

/** Switches for tests: somebody writes to us, opens a mail, follows a link. */
export function adminRoutes(office: PostOffice): Route[] {
  return [
    {
      method: 'POST',
      path: '/inbound-email',
      operation: 'admin.inbound',
      handle(request) {
        const letter = readJson(request) as Omit<VisitorMail, 'to'> & {
          to: string | string[];
          html?: string;
        };
        return { status: 201, json: { id: office.receive({ ...letter, to: [letter.to].flat() }).id } };
      },
    },
    ...(['opened', 'clicked'] as const).map(
      (status): Route => ({
        method: 'POST',
        path: `/emails/:id/${status}`,
        operation: `admin.${status}`,
        handle(request) {
          const { link, userAgent } = (request.rawBody.length > 0 ? readJson(request) : {}) as {
            link?: string;
            userAgent?: string;
          };
          office.notice(find(office.sent, request), status, link ?? null, userAgent);
          return { status: 204 };
        },
      }),
    ),
  ];
}

/** Every mail, sent and received, as the page shows it. */
export function pageMails(office: PostOffice): PageMail[] {
  const out = [...office.sent.values()].map((mail) => ({
    ...mail,
    to: recipients(mail),
    at: mail.createdAt,
  }));
  const received = [...office.inbound.values()].map((mail) => ({
    ...mail,
    at: mail.createdAt,
    status: 'received',
  }));
  return [...out, ...received].map(({ id, from, to, subject, html, text, at, status }) => {
    return { id, from, to, subject, html, text, at, status };
  });
}
