import { badRequest, GraphRefusal } from './errors.ts';

/** Whether an address is one that exists: every address in a `*.example` domain does. */
export function mailboxExists(address: string): boolean {
  return /^[^\s@]+@([a-z0-9-]+\.)*example$/i.test(address);
}

/** The mailbox of a path's `{id}`, or the vendor's refusal. */
export function readMailbox(id: string): string {
  if (mailboxExists(id)) return id.toLowerCase();
  throw new GraphRefusal(404, 'ErrorInvalidUser', `The requested user '${id}' is invalid.`);
}

const most = 4;

/** Runs a request in one of the four places that a mailbox has; the fifth at the same time is refused. */
export async function inMailbox<T>(
  inFlight: Map<string, number>,
  mailbox: string,
  work: () => Promise<T>,
): Promise<T> {
  const running = inFlight.get(mailbox) ?? 0;
  if (running >= most) {
    const why = 'Application is over its MailboxConcurrency limit.';
    throw new GraphRefusal(429, 'ApplicationThrottled', why, { headers: { 'retry-after': '1' } });
  }
  inFlight.set(mailbox, running + 1);
  try {
    return await work();
  } finally {
    inFlight.set(mailbox, (inFlight.get(mailbox) ?? 1) - 1);
  }
}

/** A JSON object with none but the known fields, or the vendor's refusal. */
export function readObject(raw: unknown, type: string, known: string[]): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  const unknown = Object.keys(raw).find((name) => !known.includes(name) && !name.startsWith('@odata.'));
  if (unknown) {
    const why = `The property '${unknown}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`;
    throw badRequest(why, 'RequestBodyRead');
  }
  return raw as Record<string, unknown>;
}
