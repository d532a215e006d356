import { VendorFailure } from '../schema/contracts/failures.ts';

/** Whom a vendor may reach: everybody (null), or only these. */
export type Allowed = readonly string[] | null;

/** Refuses before anything is sent, so a development machine with real keys cannot reach a stranger. */
export function assertAllowed(vendor: string, allowed: Allowed, receivers: readonly string[]): void {
  if (allowed === null) return;
  const known = new Set(allowed.map(plain));
  if (receivers.every((receiver) => known.has(plain(receiver)))) return;
  throw new VendorFailure({ vendor, type: 'Vendor.Rejected', certainty: 'rejected', code: 'notAllowed' });
}

/** `Ada <Ada@Example.com>` and `+61 400 000 000` as they are compared. */
function plain(receiver: string): string {
  const address = /<([^<>]+)>\s*$/.exec(receiver)?.[1] ?? receiver;
  return address.includes('@') ? address.trim().toLowerCase() : address.replace(/[^\d+]/g, '');
}
