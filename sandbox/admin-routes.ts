import type { MountedVendor } from './mount-vendor.ts';
import { compilePath } from './path-pattern.ts';
import type { VendorAnswer } from './vendor.ts';

interface AdminRequest {
  method: string;
  headers: Record<string, string>;
  url: URL;
  rawBody: Buffer;
}

const never = new AbortController().signal;

/** Answers a vendor's own switches below `/_sandbox/<vendor>`, or null when it has none at this address. */
export async function answerAdminRoute(
  mounted: MountedVendor[],
  { method, headers, url, rawBody }: AdminRequest,
): Promise<VendorAnswer | null> {
  for (const { name, vendor } of mounted) {
    const prefix = `/_sandbox/${name}`;
    if (!url.pathname.startsWith(`${prefix}/`)) continue;
    const path = url.pathname.slice(prefix.length);
    for (const route of vendor.adminRoutes ?? []) {
      const params = route.method === method ? compilePath(route.path)(path) : null;
      if (!params) continue;
      const request = {
        method,
        url: url.href,
        path,
        params,
        query: url.searchParams,
        headers,
        rawBody,
        signal: never,
      };
      try {
        return await route.handle(request);
      } catch (error) {
        return vendor.refusal?.(error) ?? { status: 400, json: { error: (error as Error).message } };
      }
    }
  }
  return null;
}
