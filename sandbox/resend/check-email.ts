import { bareAddress, domainOf, isSandboxDomain } from './addresses.ts';
import { invalid, ResendRefusal } from './errors.ts';

export interface Tag {
  name: string;
  value: string;
}

export interface Attachment {
  filename: string;
  content_type: string | null;
  size: number;
}

/** A mail as it was asked for, with lists where the vendor takes one or many. */
export interface CheckedEmail {
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  tags: Tag[];
  attachments: Attachment[];
  scheduledAt: string | null;
}

const known = new Set(
  'from to subject html text template reply_to cc bcc headers scheduled_at tags attachments topic_id'.split(
    ' ',
  ),
);
const format =
  'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.';
const maxBytes = 40 * 1024 * 1024;

function readAddresses(field: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 50) throw invalid(`The \`${field}\` field must not have more than 50 recipients.`);
  for (const address of list) {
    if (!bareAddress(address)) throw invalid(`Invalid \`${field}\` field. ${format}`);
  }
  return list as string[];
}

function readText(body: Record<string, unknown>, field: string): string | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalid(`The \`${field}\` field must be a \`string\`.`);
  return value;
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : null;
  if (!entries || entries.some(([, text]) => typeof text !== 'string')) {
    throw invalid('The `headers` field must be an object of strings.');
  }
  for (const [name, text] of entries as [string, string][]) {
    if (!/^[!-9;-~]+$/.test(name)) throw invalid(`The header name \`${name}\` is not valid.`);
    // a line break would begin another header
    if (/[\r\n]/.test(text)) throw invalid(`The header \`${name}\` must not contain line breaks.`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function readSubject(body: Record<string, unknown>): string {
  const subject = readText(body, 'subject') ?? '';
  if (/[\r\n]/.test(subject)) throw invalid('The `subject` field must not contain line breaks.');
  return subject;
}

function readTags(value: unknown): Tag[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid('The `tags` field must be an array.');
  for (const tag of value as Partial<Tag>[]) {
    for (const part of ['name', 'value'] as const) {
      const text = tag?.[part];
      if (typeof text !== 'string' || !/^[A-Za-z0-9_-]{1,256}$/.test(text)) {
        throw invalid('Tags should only contain ASCII letters, numbers, underscores, or dashes.');
      }
    }
  }
  const names = (value as Tag[]).map(({ name }) => name);
  if (new Set(names).size < names.length) throw invalid('Tags must have unique names.');
  return (value as Tag[]).map(({ name, value: text }) => ({ name, value: text }));
}

function readAttachments(value: unknown): Attachment[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid('The `attachments` field must be an array.');
  const attachments = (value as Record<string, unknown>[]).map((part) => {
    const content = part?.content ?? part?.path;
    if (typeof content !== 'string') throw invalid('Attachment must have either a `content` or a `path`.');
    if (typeof part.filename !== 'string' || !part.filename)
      throw invalid('Missing `filename` of an attachment.');
    if (part.content !== undefined && !/^[A-Za-z0-9+/\s]*={0,2}$/.test(content)) {
      throw invalid('The `content` of an attachment must be base64.');
    }
    const type = typeof part.content_type === 'string' ? part.content_type : null;
    return { filename: part.filename, content_type: type, size: Math.floor((content.length * 3) / 4) };
  });
  const size = attachments.reduce((sum, attachment) => sum + attachment.size, 0);
  if (size > maxBytes) throw invalid('The email is larger than 40 MB.');
  return attachments;
}

function readFrom(value: unknown): string {
  const address = bareAddress(value);
  if (!address) throw new ResendRefusal(422, 'invalid_from_address', `Invalid \`from\` field. ${format}`);
  if (!isSandboxDomain(domainOf(address))) {
    const why = `The ${domainOf(address)} domain is not verified. Please, add and verify your domain on https://resend.com/domains`;
    throw new ResendRefusal(403, 'validation_error', why);
  }
  return value as string;
}

function readSchedule(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid('The `scheduled_at` field must be a valid ISO 8601 date.');
  if (at > Date.now() + 30 * 86_400_000) throw invalid('Emails can be scheduled up to 30 days in advance.');
  return new Date(at).toISOString();
}

/** The body of `POST /emails` as a checked mail, or the vendor's refusal. */
export function checkEmail(raw: unknown): CheckedEmail {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw invalid('The body must be an object.');
  const body = raw as Record<string, unknown>;
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown) throw invalid(`Unrecognized field: \`${unknown}\`.`);
  for (const field of ['from', 'to', 'subject']) {
    const value = body[field];
    const empty =
      value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length);
    if (empty) throw new ResendRefusal(422, 'missing_required_field', `Missing \`${field}\` field.`);
  }
  const html = readText(body, 'html');
  const text = readText(body, 'text');
  if (html === null && text === null && body.template === undefined) {
    throw new ResendRefusal(422, 'missing_required_field', 'Missing `html` or `text` field.');
  }
  return {
    from: readFrom(body.from),
    to: readAddresses('to', body.to),
    cc: readAddresses('cc', body.cc),
    bcc: readAddresses('bcc', body.bcc),
    replyTo: readAddresses('reply_to', body.reply_to),
    subject: readSubject(body),
    html,
    text,
    headers: readHeaders(body.headers),
    tags: readTags(body.tags),
    attachments: readAttachments(body.attachments),
    scheduledAt: readSchedule(body.scheduled_at),
  };
}
