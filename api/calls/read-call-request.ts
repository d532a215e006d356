import type { Request } from 'express';
import * as z from 'zod';
import type { ApiContext } from '../context.ts';

/** A verified request of the telephony vendor about one attempt. */
export interface CallRequest {
  tenantId: string;
  attemptId: string;
  /** the vendor's account that spoke */
  account: string;
  form: Record<string, string>;
  handOver?: string | undefined;
}

const query = z.object({ tenant: z.uuid(), attempt: z.uuid(), handover: z.uuid().optional() });

/** The fields of a request of the vendor's, or null when its signature over our public address is not right. */
export const readSignedForm = (context: ApiContext, request: Request): Record<string, string> | null => {
  const body: unknown = request.body;
  const form = Object.fromEntries(new URLSearchParams(typeof body === 'string' ? body : ''));
  // the configured address, never the Host header; the fragment with the vendor's retry rules is not signed
  const url = `${context.settings.publicBaseUrl}${request.originalUrl}`;
  return context.telephony.verifyRequest({ url, headers: request.headers, form }) ? form : null;
};

/**
 * Reads a request about one attempt, or answers the status to refuse it with. Nothing of it is looked at before its
 * signature is right; the ids lie in the signed query.
 */
export const readCallRequest = (context: ApiContext, request: Request): CallRequest | 400 | 403 => {
  const form = readSignedForm(context, request);
  if (!form) return 403;
  const ids = query.safeParse(request.query);
  if (!ids.success) return 400;
  return {
    tenantId: ids.data.tenant,
    attemptId: ids.data.attempt,
    handOver: ids.data.handover,
    account: form.AccountSid ?? '',
    form,
  };
};
