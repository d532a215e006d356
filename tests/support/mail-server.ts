import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
export interface TakenMail {
  from: string;
  to: string[];
  raw: string;
  envelopeId: string | null;
}

/** A real SMTP server on this machine, which takes mail from whoever signs in and keeps it. */
export interface MailServer {
  port: number;
  user: string;
  password: string;
  mails: TakenMail[];
  /** refuses the next recipient, or the next body, with this reply */
  refuseNext(stage: 'recipient' | 'body', code: number, text: string): void;
  /** takes the next body and never says so: it hangs up, or stays silent */
  forgetNextReply(how?: 'hangUp' | 'silence'): void;
  close(): Promise<void>;
}

const reply = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

/** The log-in of every test's server. */
export const mailLogin = { user: 'leads@shop.example', password: 'app-password' } as const;

export const startMailServer = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const mails: TakenMail[] = [];
  const refusals: { stage: 'recipient' | 'body'; error: Error }[] = [];
  let forgetting: 'hangUp' | 'silence' | null = null;
  const sockets = new Set<Socket>();
  const next = (stage: 'recipient' | 'body'): Error | null =>
    refusals[0]?.stage === stage ? (refusals.shift()?.error ?? null) : null;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    logger: false,
    hideDSN: false,
    onAuth: ({ username, password }, _session, done) =>
      username === mailLogin.user && password === mailLogin.password
        ? done(null, { user: username })
        : done(reply(535, '5.7.8 Who are you?')),
    onRcptTo: (_address, _session, done) => done(next('recipient')),
    onData: async (stream, session, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const refusal = next('body');
      if (refusal) return done(refusal);
      const { mailFrom, rcptTo } = session.envelope;
      mails.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        raw: Buffer.concat(chunks).toString('utf8'),
        envelopeId: session.envelope.dsn?.envid ?? null,
      });
      if (!forgetting) done(null, '2.0.0 Taken');
      if (forgetting === 'hangUp') for (const socket of sockets) socket.destroy();
      forgetting = null;
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  listening.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(listening, 'listening');
  return {
    ...mailLogin,
    port: (listening.address() as AddressInfo).port,
    mails,
    refuseNext: (stage, code, text) => refusals.push({ stage, error: reply(code, text) }),
    forgetNextReply: (how = 'hangUp') => {
      forgetting = how;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
};

/** What the environment says to reach such a server. */
export const mailEnvironment = (smtpPort: number, more: Record<string, string> = {}) => ({
  APP_ENV: 'test',
  EMAIL_VENDOR: 'smtp',
  EMAIL_MODE: 'real',
  SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
  SMTP_USER: mailLogin.user,
  SMTP_PASSWORD: mailLogin.password,
  ALLOWED_ADDRESSES: 'ada@lead.example',
  ...more,
});
