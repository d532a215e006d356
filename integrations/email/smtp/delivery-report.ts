import type { Email } from 'postal-mime';

/** What a server or a mailbox provider reports about a mail of ours. */
export interface DeliveryReport {
  status: 'delivered' | 'delayed' | 'bounced' | 'complained';
  /** the address will not become one that can be written to */
  permanent: boolean;
  /** the `Message-ID` of the mail it is about */
  messageId: string;
  /** who sent that mail, when the report says so */
  from: string | null;
}

type Fields = Readonly<Record<string, string>>;

/** Whether a mail is a report of a machine and nothing a person wrote. */
export const isReport = (email: Email): boolean =>
  /^\s*multipart\/report\b/i.test(email.headers.find(({ key }) => key === 'content-type')?.value ?? '');

/** The report in a mail: RFC 3464 for deliveries, RFC 5965 for complaints. Null for one that tells us nothing. */
export const readReport = (email: Email): DeliveryReport | null => {
  const delivery = partOf(email, ['message/delivery-status', 'message/global-delivery-status']);
  const complaint = partOf(email, ['message/feedback-report']);
  const [ofMessage = {}, ...ofRecipients] = blocksOf(delivery ?? complaint ?? '');
  const about = aboutWhich(email, ofMessage);
  if (!about) return null;
  if (complaint !== null) {
    const isAbuse = /^(abuse|fraud|virus)$/i.test(ofMessage['feedback-type'] ?? '');
    return isAbuse ? { status: 'complained', permanent: true, ...about } : null;
  }
  const told = ofRecipients.flatMap((fields) => verdictOf(fields) ?? []);
  // of several recipients the worst counts
  const worst = told.sort((a, b) => severity(b) - severity(a))[0];
  return worst ? { ...worst, ...about } : null;
};

type Verdict = Pick<DeliveryReport, 'status' | 'permanent'>;

const severity = ({ status, permanent }: Verdict): number =>
  ['delivered', 'delayed', 'bounced'].indexOf(status) + (permanent ? 1 : 0);

const verdictOf = (fields: Fields): Verdict | null => {
  switch (fields.action?.split(/[\s;(]/)[0]?.toLowerCase()) {
    case 'failed':
      return { status: 'bounced', permanent: isForGood(fields.status ?? '') };
    case 'delayed':
      return { status: 'delayed', permanent: false };
    case 'delivered':
      return { status: 'delivered', permanent: false };
    default:
      // relayed and expanded: somebody else reports on
      return null;
  }
};

/** RFC 3463: no such mailbox or domain (5.1.x), mailbox switched off. A full box or a policy may be otherwise tomorrow. */
const isForGood = (status: string): boolean => /^5\.(1\.([0-46]|10)|2\.1|4\.4)\b/.test(status.trim());

const aboutWhich = (email: Email, ofMessage: Fields): Pick<DeliveryReport, 'messageId' | 'from'> | null => {
  const original = partOf(email, [
    'message/rfc822',
    'text/rfc822-headers',
    'message/global',
    'message/global-headers',
  ]);
  const [headers = {}] = blocksOf(original ?? '');
  const envelopeId = ofMessage['original-envelope-id'];
  const messageId = /<[^<>\s]+>/.exec(headers['message-id'] ?? '')?.[0] ?? (envelopeId && `<${envelopeId}>`);
  if (!messageId) return null;
  const from = headers.from ?? '';
  return { messageId, from: (/<([^<>]+)>\s*$/.exec(from)?.[1] ?? from).trim().toLowerCase() || null };
};

const partOf = ({ attachments }: Email, types: readonly string[]): string | null => {
  const part = attachments.find(({ mimeType }) => types.includes(mimeType));
  if (!part) return null;
  return typeof part.content === 'string' ? part.content : new TextDecoder().decode(part.content);
};

/** Blocks of `Name: value` lines with blank lines between them, folded lines joined. */
const blocksOf = (text: string): Fields[] =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block) =>
      Object.fromEntries(
        block.split('\n').flatMap((line) => {
          const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? [];
          return name ? [[name.toLowerCase(), value ?? ''] as const] : [];
        }),
      ),
    );
