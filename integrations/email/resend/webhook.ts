import * as z from 'zod';
import type { EmailEvent, EmailEventDetails } from '../port.ts';

type Status = Extract<EmailEvent, { kind: 'status' }>['status'];

const statuses: Readonly<Record<string, Status>> = {
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'delayed',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.failed': 'failed',
  // an earlier bounce or complaint keeps Resend from sending to this address
  'email.suppressed': 'suppressed',
};

const lasting = new Set(['email.complained', 'email.suppressed']);

// Resend writes both `2026-01-01T00:00:00.000Z` and `2026-01-01 00:00:00.000+00`
const instant = z
  .string()
  .transform((text) => new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')))
  .refine((date) => !Number.isNaN(date.getTime()))
  .transform((date) => date.toISOString());

const named = z.object({ type: z.string(), created_at: instant, data: z.unknown() });
const statusData = z.object({
  email_id: z.string(),
  from: z.string(),
  message_id: z.string().nullish(),
  bounce: z
    .object({
      type: z.string(),
      subType: z.string().nullish(),
      diagnosticCode: z.array(z.string()).nullish(),
    })
    .optional(),
  open: z.object({ userAgent: z.string().nullish() }).optional(),
  click: z.object({ userAgent: z.string().nullish(), link: z.string().nullish() }).optional(),
});
const receivedData = z.object({
  email_id: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string().nullish(),
  message_id: z.string().nullish(),
});

/** A verified body in our words. The event's id is the same each time the vendor repeats it. */
export function toEmailEvent(eventId: string, body: unknown): EmailEvent {
  const { type, created_at: at, data } = named.parse(body);
  if (type === 'email.received') {
    const email = receivedData.parse(data);
    return {
      kind: 'received',
      eventId,
      emailId: email.email_id,
      from: bareAddress(email.from),
      to: email.to.map(bareAddress),
      subject: email.subject ?? '',
      messageId: email.message_id ?? null,
      at,
    };
  }
  const status = Object.hasOwn(statuses, type) ? statuses[type] : undefined;
  if (!status) return { kind: 'other', eventId };
  const { email_id: emailId, from, bounce, open, click, message_id } = statusData.parse(data);
  const permanent = lasting.has(type) || bounce?.type === 'Permanent';
  const details = bounce ? bounceDetails(bounce, permanent) : click?.link ? { link: click.link } : undefined;
  const reader = open ?? click;
  return {
    kind: 'status',
    eventId,
    emailId,
    from: bareAddress(from),
    status,
    permanent,
    messageId: message_id ?? null,
    ...(details && { details }),
    ...(reader && { userAgent: reader.userAgent ?? null }),
    at,
  };
}

type Bounce = NonNullable<z.output<typeof statusData>['bounce']>;

/** The receiving server's own codes stand somewhere in its words: `smtp; 550 5.1.1 user unknown`. */
function bounceDetails({ type, subType, diagnosticCode }: Bounce, permanent: boolean): EmailEventDetails {
  const words = diagnosticCode?.join(' ') ?? '';
  const smtpCode = /\b([45]\d\d)\b/.exec(words)?.[1];
  const statusCode = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(words)?.[1];
  return {
    permanent,
    bounceType: subType ?? type,
    ...(smtpCode && { smtpCode }),
    ...(statusCode && { statusCode }),
  };
}

/** `Ada <Ada@Example.com>` → `ada@example.com` */
const bareAddress = (text: string): string => (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
