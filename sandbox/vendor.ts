import type { Faults } from './faults.ts';
import type { Mail, Personas } from './personas/persona.ts';
import type { Webhooks } from './webhooks.ts';

/** One request as the vendor sees it. Header names are in lower case; the path is below the vendor's prefix. */
export interface VendorRequest {
  method: string;
  /** the whole address as it was asked for, with the sandbox's own origin */
  url: string;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string>;
  rawBody: Buffer;
  /** aborted when the client has hung up before the answer was complete */
  signal: AbortSignal;
}

type AnswerHead = { status: number; headers?: Record<string, string> };

/** What the vendor answers; `json` sets the content type, a `stream` is written part by part. */
export type VendorAnswer =
  | (AnswerHead & { json: unknown })
  | (AnswerHead & { text: string })
  | (AnswerHead & { bytes: Uint8Array })
  | (AnswerHead & { stream: AsyncIterable<string | Uint8Array> })
  | AnswerHead;

/** One operation. `path` is a pattern below the prefix: `/emails/:id`, `/Calls/:sid.json`, `/files/*rest`. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** the name by which faults and the record know it, for example `calls.create` */
  operation: string;
  handle(request: VendorRequest): VendorAnswer | Promise<VendorAnswer>;
}

/** Instants in milliseconds since 1970, as Date.now. */
export interface Clock {
  now(): number;
}

/** What a vendor keeps across restarts: every `set` and `delete` is on disk when the call returns. */
export interface Store {
  /** a named map in insertion order; a value changed in place has to be `set` again; values are plain JSON */
  map<Value>(name: string): Map<string, Value>;
}

/** What a customer sets in the vendors' consoles, read from the environment. */
export interface VendorSettings {
  /** where Resend sends its events, or null when no webhook is set up */
  resendWebhookUrl: string | null;
  /** what a number is set up with for calls that come in, and for their end; null when nothing is */
  twilioVoiceUrl: string | null;
  twilioVoiceStatusUrl: string | null;
  /** how many calls Twilio dials in a second */
  callsPerSecond: number;
  /** how long a persona takes to say something */
  speechMs: number;
  /** how many requests Resend takes in a second */
  resendRequestsPerSecond: number;
  /** how long the language model takes for one word */
  tokenMs: number;
}

/** Everything that the sandbox lends to one vendor. */
export interface VendorContext {
  store: Store;
  faults: Faults;
  webhooks: Webhooks;
  personas: Personas;
  clock: Clock;
  settings: VendorSettings;
  /** the sandbox's own address without a slash at the end; known once the server listens */
  origin(): string;
}

/** A mail as the page shows it, and one that a visitor writes there. */
export interface PageMail extends Mail {
  id: string;
  at: string;
  status: string;
}

export interface VisitorMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  /** the mail that is answered, by its id of `PageMail` */
  inReplyTo?: string;
  /** headers beside those of every mail, by name in lower case */
  headers?: Record<string, string>;
  attachments?: { filename: string; contentType: string; size: number }[];
}

export interface PageEvent {
  id: string;
  mailbox: string;
  subject: string;
  startAt: string;
  endAt: string;
  attendees: { address: string; name: string; response: string }[];
  joinUrl: string | null;
  cancelled: boolean;
}

export interface PageCall {
  id: string;
  to: string;
  from: string;
  persona: string;
  status: string;
  at: string;
  /** who speaks for the lead: the persona, or a visitor of the page */
  heldBy: 'persona' | 'visitor';
  turns: { by: 'agent' | 'lead'; text: string; partial: boolean }[];
  note: string | null;
}

export type PhoneAction = 'answer' | 'decline' | 'take' | 'hangUp' | { say: string } | { press: string };

/** What a vendor offers to the page; each part is optional. */
export interface VendorPage {
  mails?(): PageMail[];
  receiveMail?(mail: VisitorMail): Promise<void>;
  events?(): PageEvent[];
  calls?(): PageCall[];
  /** false when the call is gone or the action does not fit its state */
  phone?(callId: string, action: PhoneAction): boolean;
}

/** One vendor's half of the sandbox. */
export interface Vendor {
  /** the same as its key in `vendors.ts` */
  name: string;
  /** the path below which it lives, for example `/resend` */
  prefix: string;
  routes: Route[];
  /** runs before every route, also for an unknown path: the vendor's own authentication */
  guard?(request: VendorRequest): VendorAnswer | null;
  /** the answer to an error that a handler has thrown, or null when it was not meant for the client */
  refusal?(error: unknown): VendorAnswer | null;
  /** the vendor's wording for an answer that a fault or an unknown path makes: 404, 405, 429, 500, 503 */
  failure(status: number, request: VendorRequest): VendorAnswer;
  /** everything it knows, for tests: `GET /_sandbox/state/<name>` */
  state(): unknown;
  page?: VendorPage;
  /** switches for tests and the page, without the vendor's guard: mounted below `/_sandbox/<name>` */
  adminRoutes?: Route[];
  /** timers go on after a restart of the sandbox; called once when the server listens */
  start?(): void;
  /** forget what is only in memory and stop timers; the store is emptied by the sandbox */
  reset?(): void;
  stop?(): void | Promise<void>;
}

/** A vendor's factory: called once, before the server listens. */
export type CreateVendor = (context: VendorContext) => Vendor;
