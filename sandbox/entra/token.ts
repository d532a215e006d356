import { createHmac, timingSafeEqual } from 'node:crypto';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';

export const graphAudience = 'https://graph.microsoft.com';
export const lifetimeSeconds = 3599;
// Fixed, so that a token survives a restart of the sandbox as it survives one of the vendor.
const signingKey = 'sandbox-entra-signing-key';

export interface TokenClaims {
  aud: string;
  iss: string;
  iat: number;
  nbf: number;
  exp: number;
  appid: string;
  tid: string;
  roles: string[];
}

function sign(content: string): string {
  return createHmac('sha256', signingKey).update(content).digest('base64url');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** An access token for Graph, for one tenant and one application. */
export function mintToken(nowSeconds: number, validForSeconds = lifetimeSeconds): string {
  const { azureTenantId: tid, azureClientId: appid } = sandboxCredentials;
  const claims: TokenClaims = {
    aud: graphAudience,
    iss: `https://sts.windows.net/${tid}/`,
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + validForSeconds,
    appid,
    tid,
    roles: ['Calendars.ReadWrite'],
  };
  const content = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  return `${content}.${sign(content)}`;
}

/** What the Graph half makes of a token: its claims, or why it is refused. */
export function readToken(
  token: string,
  nowSeconds: number,
): TokenClaims | 'malformed' | 'forged' | 'expired' {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) return 'malformed';
  const expected = Buffer.from(sign(`${header}.${payload}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenClaims;
  return claims.exp <= nowSeconds ? 'expired' : claims;
}
