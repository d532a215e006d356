import type { IncomingHttpHeaders } from 'node:http';

/** One rendered e-mail: stored byte for byte before it is sent, and sent as stored. */
export interface EmailPayload {
  from: string;
  to: string[];
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  /** names and values of ASCII letters, digits, `_` and `-` */
  tags: Record<string, string>;
  attachments: { filename: string; contentType: string; contentBase64: string }[];
}

/** What a vendor tells of a bounce or a click, in our words. */
export interface EmailEventDetails {
  permanent?: boolean;
  /** `MailboxFull`, `General` and the like, as the vendor says it */
  bounceType?: string;
  /** the SMTP reply code and the enhanced status code (RFC 3463), where the vendor has them */
  smtpCode?: string;
  statusCode?: string;
  link?: string;
}

/** A verified event about an e-mail, in our words. */
export type EmailEvent =
  | {
      kind: 'status';
      eventId: string;
      emailId: string;
      /** the bare address it was sent from, in lower case: whose e-mail it is */
      from: string;
      status:
        | 'sent'
        | 'delivered'
        | 'delayed'
        | 'opened'
        | 'clicked'
        | 'bounced'
        | 'complained'
        | 'failed'
        | 'suppressed';
      /** a bounce that will not go away */
      permanent: boolean;
      /** its `Message-ID`, where the vendor says it: answers name it */
      messageId: string | null;
      /** what the vendor adds: of a bounce its kind and codes, of a click its link */
      details?: EmailEventDetails;
      /** who opened or clicked, as their program calls itself */
      userAgent?: string | null;
      at: string;
    }
  | {
      kind: 'received';
      eventId: string;
      emailId: string;
      /** bare addresses, in lower case */
      from: string;
      to: string[];
      subject: string;
      messageId: string | null;
      at: string;
    }
  | { kind: 'other'; eventId: string };

/** The body of an inbound e-mail, fetched after its event. */
export interface InboundEmail {
  text: string;
  html: string | null;
  /** by name in lower case */
  headers: Record<string, string>;
  attachments: { name: string; contentType: string; size: number | null }[];
}

/** E-mail by one vendor. Every method throws `VendorFailure`; none retries. */
export interface EmailSender {
  readonly vendor: string;
  readonly timeoutMs: number;
  /** How long the vendor recognises a repeated key, or null when it has none. */
  readonly keyProtectsForMs: number | null;
  /** Whether the vendor itself tells of opens and clicks. */
  readonly reportsOpens: boolean;
  /** Where the key protects, a second call with the same key and payload answers the first one's id. */
  send(payload: EmailPayload, idempotencyKey: string): Promise<{ emailId: string }>;
  /** Looks for a mail whose sending was left without an answer. Null: it cannot be told whether it was sent. */
  findSent(payload: EmailPayload, idempotencyKey: string): Promise<{ emailId: string } | null>;
  fetchInbound(emailId: string): Promise<InboundEmail>;
  /** Throws `VendorFailure` with code `signature` when the signature is wrong, missing or too old. */
  readEvent(rawBody: Buffer, headers: IncomingHttpHeaders): EmailEvent;
}

/** How far a mailbox was read: its messages are numbered, until the server numbers them anew. */
export interface MailboxPlace {
  uidValidity: string;
  uid: number;
  /** when the last message that was seen to had arrived */
  at: string;
}

/** What lay in a mailbox, in our words. */
export interface FoundMail {
  event: EmailEvent;
  body: InboundEmail;
  /** when the server took it in */
  receivedAt: string;
}

/** What somebody wants to know of a mailbox. */
export interface MailboxReading {
  /** null: what comes in from now on */
  from: MailboxPlace | null;
  stop: AbortSignal;
  /** Sees to a mail. Only what it answers `stored` for is marked as read; what it throws ends the reading. */
  take(mail: FoundMail): Promise<'stored' | 'ignored'>;
  /** Hears how far everything is seen to. */
  reached(place: MailboxPlace): Promise<void>;
}

/** A mailbox, for vendors that do not tell of what arrives. */
export interface Mailbox {
  readonly account: string;
  /**
   * Hands over every mail after a place, in order, and waits for more until it is told to stop. A mail may be handed
   * over twice, with the same event id. Throws `VendorFailure` when the connection is lost.
   */
  read(reading: MailboxReading): Promise<void>;
}
