import { ImapFlow } from 'imapflow';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import { networkCode } from '../../network-failure.ts';
import { unavailable } from '../../vendor-answer.ts';
import { vendor } from './errors.ts';
import type { ImapSettings } from './settings.ts';

const connectMs = 10_000;

/** Opens a signed-in connection of its own. It idles only when told to. Throws `VendorFailure`. */
export const openImap = async (server: ImapSettings, silentMs = connectMs): Promise<ImapFlow> => {
  const { user, password } = server.login;
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    doSTARTTLS: server.tls === 'starttls',
    auth: { user, pass: password },
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    // a server that says nothing for so long is gone
    socketTimeout: silentMs,
    disableAutoIdle: true,
    logger: false,
  });
  // whoever waits for an answer is told of a lost connection by its own promise; unheard it would end the process
  client.on('error', () => undefined);
  await asked(() => client.connect());
  return client;
};

/** Asks the mailbox; nothing is sent by it, so what fails may be asked again. */
export const asked = async <T>(request: () => Promise<T>): Promise<T> => {
  try {
    return await request();
  } catch (error) {
    throw imapFailure(error);
  }
};

/** Whatever the conversation with a mailbox threw, as a failure in our words. */
export const imapFailure = (error: unknown): VendorFailure => {
  if (error instanceof VendorFailure) return error;
  const { authenticationFailed } = error as { authenticationFailed?: unknown };
  return authenticationFailed === true
    ? new VendorFailure({ vendor, type: 'Vendor.AuthRefused', certainty: 'notSent', code: 'imapLogIn' })
    : new VendorFailure({ vendor, ...unavailable, code: networkCode(error).code });
};
