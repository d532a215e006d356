import * as z from 'zod';
import type { Allowed } from '../../allow-list.ts';
import {
  allowedBy,
  allowListNeeded,
  type Environment,
  listed,
  parseSettings,
  realAppEnv,
  settingsDefaults,
} from '../../settings-invalid.ts';

/** A mail server, and how one signs in there. */
export interface MailServer {
  host: string;
  port: number;
  /** from the first byte, by STARTTLS, or not at all: the last only for a server on this very machine */
  tls: 'implicit' | 'starttls' | 'none';
  /** null: the server takes mail without a log-in */
  login: { user: string; password: string } | null;
}

export interface ImapSettings extends MailServer {
  login: { user: string; password: string };
  /** how often the inbox is looked through although the server announced nothing */
  pollEveryMs: number;
  /** whether we put a copy of what we sent into the Sent folder; most servers do that by themselves */
  keepSent: boolean;
}

export interface SmtpSettings {
  vendor: 'smtp';
  mode: 'real';
  submission: MailServer;
  /** null: nothing is read, and a sending without an answer is left to a person */
  imap: ImapSettings | null;
  allowed: Allowed;
  /** for the whole conversation with the server: its own limits count silence only */
  timeoutMs: number;
}

const timeoutMs = 10_000;

const ports = { 'smtps:': 465, 'smtp:': 587, 'imaps:': 993, 'imap:': 143 } as const;
const onThisMachine = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** `smtps://mail.example.com:465`, and what it means for the connection. */
const serverAddress = (scheme: 'smtp' | 'imap') =>
  z
    .string({ error: 'missing' })
    .refine((text) => new RegExp(`^${scheme}s?://[^/?#@]+/?$`).test(text) && URL.canParse(text), {
      error: `must be ${scheme}s://host:port, or ${scheme}://host:port for STARTTLS, without a log-in`,
    })
    .transform((text): Omit<MailServer, 'login'> => {
      const { protocol, hostname, port } = new URL(text);
      const implicit = protocol === `${scheme}s:`;
      return {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port || ports[protocol as keyof typeof ports]),
        tls: implicit ? 'implicit' : onThisMachine.test(hostname) ? 'none' : 'starttls',
      };
    });

const onOrOff = (what: string) => z.enum(['on', 'off'], { error: `must be on or off: ${what}` });

const real = z
  .object({
    EMAIL_MODE: z.literal('real', {
      error: 'the sandbox speaks Resend only: set EMAIL_MODE=real for smtp, or leave EMAIL_VENDOR out',
    }),
    APP_ENV: realAppEnv,
    SMTP_URL: serverAddress('smtp'),
    SMTP_USER: z.string().optional(),
    SMTP_PASSWORD: z.string().optional(),
    IMAP_URL: serverAddress('imap').optional(),
    IMAP_USER: z.string().optional(),
    IMAP_PASSWORD: z.string().optional(),
    IMAP_POLL_SECONDS: z.coerce.number({ error: 'expected seconds' }).positive(),
    IMAP_KEEP_SENT: onOrOff('whether a copy of what is sent is put into the Sent folder'),
    ALLOWED_ADDRESSES: listed,
  })
  .refine(...allowListNeeded('ALLOWED_ADDRESSES'))
  .refine(({ SMTP_USER, SMTP_PASSWORD }) => !SMTP_USER === !SMTP_PASSWORD, {
    path: ['SMTP_PASSWORD'],
    error: 'SMTP_USER and SMTP_PASSWORD belong together',
  })
  .refine(
    (env) => !env.IMAP_URL || ((env.IMAP_USER ?? env.SMTP_USER) && (env.IMAP_PASSWORD ?? env.SMTP_PASSWORD)),
    {
      path: ['IMAP_USER'],
      error: 'missing: a mailbox is read with IMAP_USER and IMAP_PASSWORD, or with those of SMTP',
    },
  )
  .transform(
    (env): SmtpSettings => ({
      vendor: 'smtp',
      mode: 'real',
      submission: { ...env.SMTP_URL, login: loginOf(env.SMTP_USER, env.SMTP_PASSWORD) },
      imap: imapOf(env),
      allowed: allowedBy(env, 'ALLOWED_ADDRESSES'),
      timeoutMs,
    }),
  );

const loginOf = (user: string | undefined, password: string | undefined): MailServer['login'] =>
  user && password ? { user, password } : null;

const imapOf = (env: {
  IMAP_URL?: Omit<MailServer, 'login'> | undefined;
  IMAP_USER?: string | undefined;
  IMAP_PASSWORD?: string | undefined;
  SMTP_USER?: string | undefined;
  SMTP_PASSWORD?: string | undefined;
  IMAP_POLL_SECONDS: number;
  IMAP_KEEP_SENT: 'on' | 'off';
}): ImapSettings | null => {
  const login = loginOf(env.IMAP_USER ?? env.SMTP_USER, env.IMAP_PASSWORD ?? env.SMTP_PASSWORD);
  if (!env.IMAP_URL || !login) return null;
  const pollEveryMs = env.IMAP_POLL_SECONDS * 1_000;
  return { ...env.IMAP_URL, login, pollEveryMs, keepSent: env.IMAP_KEEP_SENT === 'on' };
};

/** SMTP is real or not at all: the sandbox has no mail server. Throws `SettingsInvalid` with every mistake. */
export const readSmtpSettings = (environment: Environment = process.env): SmtpSettings =>
  parseSettings(real as z.ZodType<SmtpSettings>, environment, {
    ...settingsDefaults(environment, 'EMAIL_MODE'),
    IMAP_POLL_SECONDS: '60',
    IMAP_KEEP_SENT: 'off',
  });
