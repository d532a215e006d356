import { randomUUID } from 'node:crypto';
import type { VendorContext, VisitorMail } from '../vendor.ts';
import { bareAddress, domainOf, isSandboxDomain } from './addresses.ts';
import type { CheckedEmail } from './check-email.ts';
import { createEvents, inboundData, mailData } from './events.ts';
import { fate, type InboundMail, type MailStatus, newMail, recipients, type SentMail } from './mails.ts';

const sentAfterMs = 20;
const arrivedAfterMs = 80;

/** Mails on their way out and in, with the events that tell of them. */
export function createPostOffice(context: VendorContext) {
  const sent = context.store.map<SentMail>('mails');
  const inbound = context.store.map<InboundMail>('inbound');
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

  function arrive(mail: SentMail): void {
    const end = fate(mail);
    if (end === 'bounced') {
      const message = 'The recipient does not exist.';
      const bounce = { type: 'Permanent', subType: 'NoEmail', message, diagnosticCode: ['smtp; 550 5.1.1'] };
      mark(mail, 'bounced', { bounce });
      return;
    }
    const delivered = mark(mail, 'delivered');
    const { from, subject, html, text } = mail;
    const arrived = { from, to: recipients(mail), subject, html, text };
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
    if (end === 'complained') later(arrivedAfterMs, () => mark(delivered, 'complained'));
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
    notice(mail: SentMail, status: 'opened' | 'clicked', link: string | null): void {
      const timestamp = new Date(context.clock.now()).toISOString();
      const seen = { ipAddress: '192.0.2.1', userAgent: 'Sandbox', timestamp };
      mark(mail, status, status === 'clicked' ? { click: { ...seen, link } } : { open: seen });
    },
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
