// The imitation of Entra, asked as its token endpoint is asked.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mintToken, readToken } from '../../../sandbox/entra/token.ts';
import { sandboxCredentials } from '../../../schema/contracts/sandbox.ts';
import { type FourVendors, openFourVendors } from '../four-vendors.ts';

const tenant = sandboxCredentials.azureTenantId;
const good = {
  grant_type: 'client_credentials',
  client_id: sandboxCredentials.azureClientId,
  client_secret: sandboxCredentials.azureClientSecret,
  scope: 'https://graph.microsoft.com/.default',
};

let sandbox: FourVendors;
beforeAll(async () => {
  sandbox = await openFourVendors();
});
afterAll(() => sandbox.close());

async function ask(form: Record<string, string>, of: string = tenant) {
  const url = `${sandbox.url}/entra/${of}/oauth2/v2.0/token`;
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function without(name: keyof typeof good): Record<string, string> {
  return Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
}

describe('client credentials', () => {
  it('gives a token that lasts an hour and that Graph can read', async () => {
    const { status, body } = await ask(good);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(readToken(String(body.access_token), Date.now() / 1000)).toMatchObject({
      tid: tenant,
      appid: good.client_id,
    });
  });

  it.each([
    ['a wrong secret', { ...good, client_secret: 'wrong' }, tenant, 401, 'invalid_client', 7_000_215],
    ['no secret', without('client_secret'), tenant, 401, 'invalid_client', 7_000_216],
    ['an unknown client', { ...good, client_id: 'x' }, tenant, 400, 'unauthorized_client', 700_016],
    ['an unknown tenant', good, 'nobody', 400, 'invalid_request', 90_002],
    [
      'a scope without .default',
      { ...good, scope: 'https://graph.microsoft.com/Mail.Read' },
      tenant,
      400,
      'invalid_scope',
      1_002_012,
    ],
    ['two scopes', { ...good, scope: `${good.scope} openid` }, tenant, 400, 'invalid_scope', 70_011],
    [
      'another resource',
      { ...good, scope: 'https://vault.azure.net/.default' },
      tenant,
      400,
      'invalid_resource',
      500_011,
    ],
    ['another grant', { ...good, grant_type: 'password' }, tenant, 400, 'unsupported_grant_type', 70_003],
    ['no grant', without('grant_type'), tenant, 400, 'invalid_request', 900_144],
  ])('refuses %s', async (_name, form, of, status, error, number) => {
    const answer = await ask(form as Record<string, string>, of);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_codes: [number] });
    expect(answer.body.error_description).toContain(`AADSTS${number}`);
  });

  it('describes its endpoints, below its own address', async () => {
    const answer = await fetch(`${sandbox.url}/entra/${tenant}/v2.0/.well-known/openid-configuration`);
    const body = (await answer.json()) as Record<string, string>;
    expect(body.token_endpoint).toBe(`${sandbox.url}/entra/${tenant}/oauth2/v2.0/token`);
  });

  it('lets a token expire, and knows a forged one', () => {
    const token = mintToken(1000);
    expect(readToken(token, 1000 + 3598)).toMatchObject({ exp: 4599 });
    expect(readToken(token, 1000 + 3599)).toBe('expired');
    expect(readToken(`${token.slice(0, -2)}xx`, 1000)).toBe('forged');
    expect(readToken('abc', 1000)).toBe('malformed');
  });
});
