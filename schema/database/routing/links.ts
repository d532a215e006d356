import type { Tx } from '../database.ts';
import { newToken } from '../secrets.ts';
import { putToken } from './doors.ts';

const dayMs = 24 * 3_600_000;
const linkStandsMs = 90 * dayMs;
// a mail may lie unread for long, and its way out has to lead there all the same
const wayOutStandsMs = 366 * dayMs;

interface LinkFor {
  tenantId: string;
  leadId: string;
  publicBaseUrl: string;
}

/** Makes a link by which a lead reaches their appointment without logging in. Only the token's hash is stored. */
export const createAppointmentLink = async (
  tx: Tx,
  { tenantId, leadId, publicBaseUrl }: LinkFor,
): Promise<string> => {
  const { token, tokenHash } = newToken();
  const until = new Date(Date.now() + linkStandsMs);
  await putToken(tx, { tenantId, tokenHash, kind: 'appointment', ref: leadId, until });
  return `${publicBaseUrl}/a/${token}`;
};

/** Makes a link by which a lead ends e-mails that nobody asked for. Only the token's hash is stored. */
export const createUnsubscribeLink = async (
  tx: Tx,
  { tenantId, leadId, publicBaseUrl }: LinkFor,
): Promise<string> => {
  const { token, tokenHash } = newToken();
  const until = new Date(Date.now() + wayOutStandsMs);
  await putToken(tx, { tenantId, tokenHash, kind: 'unsubscribe', ref: leadId, until });
  return `${publicBaseUrl}/u/${token}`;
};
