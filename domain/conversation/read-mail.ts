import { isOptOut } from '../leads/opt-out-words.ts';
import { type AutomaticKind, automaticMail, readBounce } from './automatic-mail.ts';
import { htmlToText } from './html-to-text.ts';
import { ownWords } from './own-words.ts';

/** A file that came with an e-mail: what people are told of it. */
export interface MailAttachment {
  name: string;
  contentType: string;
  /** bytes, where the vendor says how many */
  size: number | null;
}

/** An e-mail as it arrived, whichever vendor brought it. Header names are in lower case. */
export interface ArrivedMail {
  from: string;
  subject: string;
  text: string;
  html: string | null;
  headers: Readonly<Record<string, string>>;
}

/** What an arrived e-mail means. */
export interface ReadMail {
  /** all of its words */
  text: string;
  /** what its writer added: without quotes and signature */
  ownText: string;
  /** set when no person wrote it */
  automatic: AutomaticKind | null;
  bounced: { recipient: string | null; permanent: boolean } | null;
  /** the `Message-ID`s that it answers, the newest first */
  answers: string[];
  /** asks for no more contact */
  optOut: boolean;
}

const mostAnswered = 30;

/** Reads an e-mail by rules alone: nothing that it says is taken for an instruction. */
export const readMail = (mail: ArrivedMail, ownAddresses: readonly string[]): ReadMail => {
  const text = mail.text.trim() === '' && mail.html ? htmlToText(mail.html) : mail.text;
  const own = ownWords(text);
  const automatic = automaticMail({ ...mail, ownAddresses });
  return {
    text,
    ownText: own,
    automatic,
    bounced: automatic === 'bounce' ? readBounce(text, mail.headers) : null,
    answers: answered(mail, automatic === 'bounce' ? text : ''),
    // a mail program's own way out writes it into the subject and nothing else
    optOut: automatic === null && isOptOut(own.trim() === '' ? mail.subject : own),
  };
};

/** The ids of a thread, from `In-Reply-To` and `References`; a report of a failure names them in its text. */
const answered = ({ headers }: ArrivedMail, report: string): string[] => {
  const named = /^message-id:\s*(<[^\s<>]+>)/im.exec(report)?.[1];
  const listed = [
    headers['in-reply-to'],
    ...(headers.references?.match(/<[^\s<>]+>/g) ?? []).toReversed(),
    named,
  ];
  const ids = listed.flatMap((each) => each?.match(/<[^\s<>]{3,990}>/)?.[0] ?? []);
  return [...new Set(ids)].slice(0, mostAnswered);
};
