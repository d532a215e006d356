import { randomUUID } from 'node:crypto';
import type { VendorContext, VisitorMail } from '../vendor.ts';
import { bareAddress, domainOf, isSandboxDomain } from './addresses.ts';
import type { CheckedEmail } from './check-email.ts';
import { createEvents, inboundData, mailData } from './events.ts';
import {
  type Fate,
  fate,
  type InboundMail,
  type MailStatus,
  newMail,
  recipients,
  type SentMail,
} from './mails.ts';

const sentAfterMs = 20;
const arrivedAfterMs = 80;

const noMailbox = {
  type: 'Permanent',
  subType: 'NoEmail',
  message: 'The recipient does not exist.',
  diagnosticCode: ['smtp; 550 5.1.1 user unknown'],
};
const fullMailbox = {
  type: 'Transient',
  subType: 'MailboxFull',
  message: 'The mailbox is full.',
  diagnosticCode: ['smtp; 452 4.2.2 mailbox full'],
};

const person = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0';
const machine = 'Mozilla/5.0';

const firstLink = ({ text }: { text: string | null }): string | null =>
  /https?:\/\/\S+/.exec(text ?? '')?.[0] ?? null;

/** Mails on their way out and in, with the events that tell of them. */
export function createPostOffice(context: VendorContext) {
  const sent = context.store.map<SentMail>('mails');
  const inbound = context.store.map<InboundMail>('inbound');
  /** addresses that bounced for good or complained */
  const blocked = context.store.map<boolean>('blocked');
  const events = createEvents(context);
  const timers = new Set<NodeJS.Timeout>();

  function later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  }

  function mark(mail: SentMail, status: MailStatus, more: Record<string, unknown> = {}): SentMail {
    const marked = { ...mail, status };
    sent.set(mail.id, marked);
    events.emit(`email.${status}`, mailData(marked, more));
    return marked;
  }

  function deliver(mail: SentMail): SentMail {
    const delivered = mark(mail, 'delivered');
    const { from, subject, html, text, headers } = mail;
    const arrived = { from, to: recipients(mail), subject, html, text, headers };
    context.personas.emailArrived(arrived);
    for (const reply of context.personas.autoReplies(arrived))
      later(arrivedAfterMs, () =>
        receive({
          ...reply,
          to: [from],
          subject: `Automatic reply: ${subject}`,
          inReplyTo: mail.id,
          headers: { 'auto-submitted': 'auto-replied' },
        }),
      );
    return delivered;
  }

  function turnAway(mail: SentMail, isFull: boolean): void {
    if (!isFull) for (const address of recipients(mail)) blocked.set(address, true);
    mark(mail, 'bounced', { bounce: isFull ? fullMailbox : noMailbox });
  }

  function notice(
    mail: SentMail,
    status: 'opened' | 'clicked',
    link: string | null,
    userAgent: string,
  ): void {
    const timestamp = new Date(context.clock.now()).toISOString();
    const seen = { ipAddress: '192.0.2.1', userAgent, timestamp };
    mark(mail, status, status === 'clicked' ? { click: { ...seen, link } } : { open: seen });
  }

  const arrivals: Record<Fate, (mail: SentMail) => void> = {
    delivered: (mail) => void deliver(mail),
    bounced: (mail) => turnAway(mail, false),
    full: (mail) => turnAway(mail, true),
    delayed(mail) {
      const waiting = mark(mail, 'delivery_delayed');
      later(arrivedAfterMs, () => void deliver(waiting));
    },
    complained(mail) {
      const delivered = deliver(mail);
      later(arrivedAfterMs, () => {
        for (const address of recipients(mail)) blocked.set(address, true);
        mark(delivered, 'complained');
      });
    },
    read(mail) {
      const delivered = deliver(mail);
      later(arrivedAfterMs, () => notice(delivered, 'opened', null, person));
      later(arrivedAfterMs * 2, () => notice(delivered, 'clicked', firstLink(mail), person));
    },
    scanned(mail) {
      const delivered = deliver(mail);
      later(sentAfterMs, () => notice(delivered, 'opened', null, machine));
      later(sentAfterMs * 2, () => notice(delivered, 'clicked', firstLink(mail), machine));
    },
  };

  function arrive(mail: SentMail): void {
    // the vendor sends nothing more to who bounced or complained
    if (recipients(mail).some((address) => blocked.has(address))) mark(mail, 'suppressed');
    else arrivals[fate(mail)](mail);
  }

  function travel(mail: SentMail): void {
    const waitMs = mail.scheduledAt ? Math.max(0, Date.parse(mail.scheduledAt) - context.clock.now()) : 0;
    if (mail.status === 'sent') later(arrivedAfterMs, () => arrive(mail));
    else if (mail.status === 'queued' || mail.status === 'scheduled') {
      later(waitMs + sentAfterMs, () => {
        const underWay = mark(mail, 'sent');
        later(arrivedAfterMs - sentAfterMs, () => arrive(underWay));
      });
    }
  }

  /** Somebody writes to us; an answer goes where the answered mail's reply-to points, as in a mail program. */
  function receive(letter: VisitorMail & { html?: string | null }): InboundMail {
    const answered = letter.inReplyTo ? sent.get(letter.inReplyTo) : undefined;
    const toSender = answered && letter.to.some((to) => bareAddress(to) === bareAddress(answered.from));
    const to = answered && toSender && answered.replyTo.length > 0 ? answered.replyTo : letter.to;
    const id = randomUUID();
    const messageId = `<${id}@mail.sandbox.example>`;
    const thread = answered ? { 'in-reply-to': answered.messageId, references: answered.messageId } : {};
    const mail: InboundMail = {
      id,
      messageId,
      createdAt: new Date(context.clock.now()).toISOString(),
      from: letter.from,
      to: recipients({ to }),
      subject: letter.subject,
      text: letter.text,
      html: letter.html ?? null,
      headers: {
        from: letter.from,
        to: to.join(', '),
        subject: letter.subject,
        'message-id': messageId,
        ...thread,
        ...letter.headers,
      },
      attachments: (letter.attachments ?? []).map(({ filename, contentType, size }) => ({
        id: randomUUID(),
        filename,
        content_type: contentType,
        content_disposition: 'attachment',
        content_id: null,
        size,
      })),
    };
    inbound.set(id, mail);
    const ours = mail.to.some((address) => isSandboxDomain(domainOf(address)));
    if (ours) events.emit('email.received', inboundData(mail));
    return mail;
  }

  return {
    sent,
    inbound,
    send(checked: CheckedEmail): SentMail {
      const mail = newMail(checked, context.clock.now());
      sent.set(mail.id, mail);
      if (mail.status === 'scheduled') events.emit('email.scheduled', mailData(mail));
      travel(mail);
      return mail;
    },
    /** Somebody opened a mail or followed a link in it. */
    notice: (mail: SentMail, status: 'opened' | 'clicked', link: string | null, userAgent = person): void =>
      notice(mail, status, link, userAgent),
    receive,
    start(): void {
      events.start();
      for (const mail of [...sent.values()]) travel(mail);
    },
    forget(): void {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
    stop(): void {
      events.stop();
    },
  };
}
