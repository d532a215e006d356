/** Why nobody wrote an e-mail: a machine answered for somebody, a delivery failed, it went to many, or it is our own. */
export const automaticKinds = ['autoReply', 'bounce', 'bulk', 'loop'] as const;
export type AutomaticKind = (typeof automaticKinds)[number];

/** What an e-mail is judged by. Header names are in lower case, addresses bare and in lower case. */
export interface MailSigns {
  from: string;
  subject: string;
  headers: Readonly<Record<string, string>>;
  /** the addresses that we and our staff write from */
  ownAddresses: readonly string[];
}

/**
 * Whether a machine sent it (RFC 3834, RFC 3464, and what the large mail systems do besides). Such an e-mail is kept,
 * never answered, and is no word of the lead: two machines that answer each other never stop.
 */
export const automaticMail = ({ from, subject, headers, ownAddresses }: MailSigns): AutomaticKind | null => {
  if (ownAddresses.includes(from)) return 'loop';
  if (isBounce(from, headers)) return 'bounce';
  if (isAutoReply(subject, headers)) return 'autoReply';
  return isBulk(headers) ? 'bulk' : null;
};

const isBounce = (from: string, headers: MailSigns['headers']): boolean =>
  /^(mailer-daemon|postmaster|mail-daemon|bounces?)([+-]|@)/.test(from) ||
  /^multipart\/report\b.*\breport-type="?delivery-status/is.test(headers['content-type'] ?? '') ||
  // nobody is to be told of a failure: only failures are sent so
  (headers['return-path'] ?? '').trim() === '<>';

const isAutoReply = (subject: string, headers: MailSigns['headers']): boolean => {
  const submitted = headers['auto-submitted']?.trim().toLowerCase();
  if (submitted && submitted !== 'no') return true;
  if (headers['x-autoreply'] || headers['x-autorespond'] || headers['x-auto-response-suppress']) return true;
  return /^(auto_?reply|auto-reply)$/i.test((headers.precedence ?? '').trim()) || away.test(subject.trim());
};

const isBulk = (headers: MailSigns['headers']): boolean =>
  /^(bulk|list|junk)$/i.test((headers.precedence ?? '').trim()) ||
  Boolean(headers['list-id'] ?? headers['list-unsubscribe']);

// old systems say it in the subject only
const away =
  /^((auto(matic)?|automatische|automatisch) ?-?(reply|response|antwort)|out of (the )?office|abwesenheit(snotiz|sassistent)?|absent du bureau|réponse automatique|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|otomatik (yanıt|cevap)|автоответ)(?!\p{L})/iu;

/** What a report of a failed delivery says: to whom, and whether it will fail again. */
export const readBounce = (
  text: string,
  headers: Readonly<Record<string, string>>,
): { recipient: string | null; permanent: boolean } => {
  const named = /^(?:final|original)-recipient:\s*rfc822\s*;\s*<?([^\s<>]+@[^\s<>]+)>?/im.exec(text)?.[1];
  const recipient = named ?? headers['x-failed-recipients']?.split(',')[0];
  return {
    recipient: recipient?.trim().toLowerCase() ?? null,
    permanent: /^status:\s*5\.\d+\.\d+/im.test(text) || /\b55\d[ -]+5\.\d+\.\d+\b/.test(text),
  };
};
