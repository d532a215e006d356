import { createHash } from 'node:crypto';
import { ResendRefusal } from './errors.ts';

const keptForMs = 24 * 60 * 60 * 1000;

export interface KeptKey {
  fingerprint: string;
  emailId: string;
  at: number;
}

/** The vendor's memory of idempotency keys: 24 hours, by the exact payload. */
export function createIdempotency(kept: Map<string, KeptKey>, now: () => number) {
  const running = new Map<string, string>();

  function find(key: string, fingerprint: string): KeptKey | null {
    const found = kept.get(key);
    const live = found && now() - found.at < keptForMs ? found : null;
    const known = running.get(key) ?? live?.fingerprint;
    if (known !== undefined && known !== fingerprint) {
      const why = 'This idempotency key has been used on a request with a different payload.';
      throw new ResendRefusal(409, 'invalid_idempotent_request', why);
    }
    if (running.has(key)) {
      const why = 'Another request with the same idempotency key is currently in progress.';
      throw new ResendRefusal(409, 'concurrent_idempotent_requests', why);
    }
    return live;
  }

  /** Runs the work once for a key; the second call with the same key and payload answers the first one's id. */
  async function once(
    key: string | undefined,
    rawBody: string | Buffer,
    work: () => Promise<string>,
  ): Promise<string> {
    if (key === undefined) return work();
    if (key.length < 1 || key.length > 256) {
      const why = 'The idempotency key must be between 1 and 256 characters.';
      throw new ResendRefusal(400, 'invalid_idempotency_key', why);
    }
    const fingerprint = createHash('sha256').update(rawBody).digest('hex');
    const found = find(key, fingerprint);
    if (found) return found.emailId;
    running.set(key, fingerprint);
    try {
      const emailId = await work();
      kept.set(key, { fingerprint, emailId, at: now() });
      return emailId;
    } finally {
      // A refused request leaves no trace: the corrected one may carry the same key.
      running.delete(key);
    }
  }

  return { once };
}
