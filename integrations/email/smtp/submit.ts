import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { classifySmtpError, type Phase } from './errors.ts';
import type { MailServer } from './settings.ts';

/** One mail for the server, under the envelope it is sent in. */
export interface Submission {
  from: string;
  to: string[];
  /** comes back with a notice about the delivery, where servers can */
  envelopeId: string;
  message: Buffer;
}

/**
 * Hands one mail to the server, over a connection of its own: one that stood idle may be dead, and a mail lost in it
 * would be in doubt. Answers the id that the server put in place of ours, if it did. Throws `VendorFailure`.
 */
export async function submit(
  server: MailServer,
  { from, to, envelopeId, message }: Submission,
  timeoutMs: number,
): Promise<{ serverMessageId: string | null }> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    connectionTimeout: timeoutMs / 2,
    greetingTimeout: timeoutMs / 2,
    socketTimeout: timeoutMs,
  });
  let phase: Phase = 'connect';
  // the server's own limits count silence only: one that dribbles would hold a mail beyond its lease
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  const timer = setTimeout(() => end(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), timeoutMs);
  connection.on('error', end);
  const step = <T>(start: (done: (error: unknown, result?: T) => void) => void): Promise<T | undefined> =>
    Promise.race([
      ended,
      new Promise<T | undefined>((resolve, reject) => {
        start((error, result) => (error ? reject(error) : resolve(result)));
      }),
    ]);
  // asked for only when the server has said that it wants the body
  const body = Readable.from(
    (function* () {
      phase = 'body';
      yield message;
    })(),
  );
  try {
    await step((done) => connection.connect(done));
    const { login } = server;
    phase = 'logIn';
    if (login) await step((done) => connection.login({ user: login.user, pass: login.password }, done));
    phase = 'envelope';
    const dsn = { ret: 'HDRS', envid: envelopeId, notify: ['FAILURE', 'DELAY'] };
    const info = await step<{ serverMessageId?: string | undefined }>((done) =>
      connection.send({ from, to, size: message.length, dsn }, body, done),
    );
    connection.quit();
    return { serverMessageId: info?.serverMessageId ?? null };
  } catch (error) {
    connection.close();
    throw classifySmtpError(error, phase);
  } finally {
    clearTimeout(timer);
  }
}
