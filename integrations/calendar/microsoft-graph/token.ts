import * as z from 'zod';
import { classifyTokenError, GraphNoAnswer } from './errors.ts';
import type { GraphSettings } from './settings.ts';
import type { TokenSource } from './transport.ts';

interface Token {
  value: string;
  expiresAtMs: number;
}

const scope = 'https://graph.microsoft.com/.default';
/** a token this close to its end is renewed first, so that it does not end on the way */
const spareMs = 120_000;

/** One token for all requests, fetched once however many ask at the same time. */
export function createTokenSource(settings: GraphSettings, now: () => number = Date.now): TokenSource {
  // @azure/identity refuses an `http:` authority, and the sandbox has no other
  const fetchToken = settings.authority.startsWith('http:') ? fetchByForm : fetchByIdentity;
  let current: Token | null = null;
  let fetching: Promise<Token> | null = null;
  return {
    async token() {
      if (current && current.expiresAtMs - spareMs > now()) return current.value;
      fetching ??= fetchToken(settings, now).finally(() => {
        fetching = null;
      });
      try {
        current = await fetching;
      } catch (error) {
        // wrapped, because the SDK lets only its own class of error through
        throw new GraphNoAnswer(classifyTokenError(error));
      }
      return current.value;
    },
    forget() {
      current = null;
    },
  };
}

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });

async function fetchByForm(settings: GraphSettings, now: () => number): Promise<Token> {
  const { authority, tenantId, clientId, clientSecret, timeoutMs } = settings;
  const response = await fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      scope,
      grant_type: 'client_credentials',
    }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw Object.assign(new Error('token refused'), { status: response.status });
  const { access_token: value, expires_in } = answer.parse(await response.json());
  return { value, expiresAtMs: now() + expires_in * 1_000 };
}

async function fetchByIdentity(settings: GraphSettings): Promise<Token> {
  // takes 0.4 s to load, and the sandbox never needs it
  const { ClientSecretCredential } = await import('@azure/identity');
  const { tenantId, clientId, clientSecret, authority, timeoutMs } = settings;
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost: authority,
    retryOptions: { maxRetries: 0 },
  });
  const token = await credential.getToken(scope, { abortSignal: AbortSignal.timeout(timeoutMs) });
  return { value: token.token, expiresAtMs: token.expiresOnTimestamp };
}
