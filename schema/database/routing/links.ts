import type { Tx } from '../database.ts';
import { newToken } from '../secrets.ts';
import { putToken } from './doors.ts';

const linkStandsMs = 90 * 24 * 3_600_000;

/** Makes a link by which a lead reaches their appointment without logging in. Only the token's hash is stored. */
export const createAppointmentLink = async (
  tx: Tx,
  { tenantId, leadId, publicBaseUrl }: { tenantId: string; leadId: string; publicBaseUrl: string },
): Promise<string> => {
  const { token, tokenHash } = newToken();
  const until = new Date(Date.now() + linkStandsMs);
  await putToken(tx, { tenantId, tokenHash, kind: 'appointment', ref: leadId, until });
  return `${publicBaseUrl}/a/${token}`;
};
