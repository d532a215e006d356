import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor.ts';
import { checkTenant, checkTokenRequest } from './check-token-request.ts';
import { EntraRefusal } from './errors.ts';
import { lifetimeSeconds, mintToken } from './token.ts';

const fresh = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' };

function readForm(request: VendorRequest): Record<string, string> {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm ? Object.fromEntries(new URLSearchParams(request.rawBody.toString())) : {};
}

function configuration(origin: string, tenant: string) {
  const base = `${origin}/entra/${tenant}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
  };
}

function failure(status: number): VendorAnswer {
  const error = status === 404 ? 'invalid_request' : 'temporarily_unavailable';
  const number = status === 404 ? 90014 : 90033;
  const why =
    status === 404
      ? 'The requested path does not exist.'
      : 'A transient error has occurred. Please try again.';
  return { status, json: new EntraRefusal(status, error, number, why).body };
}

/** Entra's client-credentials flow for one tenant and one application. */
export const createEntra: CreateVendor = (context) => {
  let tokens = 0;
  return {
    name: 'entra',
    prefix: '/entra',
    routes: [
      {
        method: 'GET',
        path: '/:tenant/v2.0/.well-known/openid-configuration',
        operation: 'configuration',
        handle({ params }) {
          checkTenant(params.tenant ?? '');
          return { status: 200, json: configuration(context.origin(), params.tenant ?? '') };
        },
      },
      {
        method: 'GET',
        path: '/:tenant/discovery/v2.0/keys',
        operation: 'keys',
        handle: () => ({ status: 200, json: { keys: [] } }),
      },
      {
        method: 'POST',
        path: '/:tenant/oauth2/v2.0/token',
        operation: 'token',
        handle(request) {
          checkTokenRequest(request.params.tenant ?? '', readForm(request));
          tokens += 1;
          const access_token = mintToken(Math.floor(context.clock.now() / 1000));
          const times = { expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds };
          return { status: 200, headers: fresh, json: { token_type: 'Bearer', ...times, access_token } };
        },
      },
    ],
    refusal: (error) => (error instanceof EntraRefusal ? { status: error.status, json: error.body } : null),
    failure,
    state: () => ({ tokens }),
    reset() {
      tokens = 0;
    },
  };
};
