import { VendorFailure } from '../schema/contracts/failures.ts';
import { unavailable, unsettled } from './vendor-answer.ts';

/** What went wrong before a connection stood: nothing of the request was written. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The failure that a request without an answer means. */
export function failureFromNetwork(vendor: string, error: unknown): VendorFailure {
  const { code, syscall } = networkCode(error);
  const nothingWritten = neverConnected.has(code) || syscall === 'connect';
  return new VendorFailure({ vendor, ...(nothingWritten ? unavailable : unsettled), code });
}

/** The innermost code that Node gave: SDKs wrap it, `fetch` hides it in `cause`. */
export function networkCode(error: unknown): { code: string; syscall: string | null } {
  const seen = new Set<unknown>();
  let found = { code: 'noAnswer', syscall: null as string | null };
  let current = error;
  while (typeof current === 'object' && current !== null && !seen.has(current)) {
    seen.add(current);
    const { code, name, syscall, cause, errors } = current as Record<string, unknown>;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code))
      found = { code, syscall: typeof syscall === 'string' ? syscall : null };
    else if (name === 'TimeoutError') found = { code: 'ETIMEDOUT', syscall: null };
    // a host with two addresses fails with both errors in one
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return found;
}
