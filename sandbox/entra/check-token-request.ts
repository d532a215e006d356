import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import { EntraRefusal } from './errors.ts';
import { graphAudience } from './token.ts';

type Form = Record<string, string | undefined>;

function required(form: Form, name: string): string {
  const value = form[name];
  if (value) return value;
  const why = `The request body must contain the following parameter: '${name}'.`;
  throw new EntraRefusal(400, 'invalid_request', 900144, why);
}

function checkScope(scope: string): void {
  if (scope.trim().includes(' ')) {
    const why = `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`;
    throw new EntraRefusal(400, 'invalid_scope', 70011, why);
  }
  if (!scope.endsWith('/.default')) {
    const why = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
    throw new EntraRefusal(400, 'invalid_scope', 1002012, why);
  }
  const resource = scope.slice(0, -'/.default'.length).replace(/\/$/, '');
  if (resource !== graphAudience) {
    const why = `The resource principal named ${resource} was not found in the tenant.`;
    throw new EntraRefusal(400, 'invalid_resource', 500011, why);
  }
}

/** Refuses a tenant that does not exist. */
export function checkTenant(tenant: string): void {
  if (tenant.toLowerCase() === sandboxCredentials.azureTenantId) return;
  const why = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
  throw new EntraRefusal(400, 'invalid_request', 90002, why);
}

/** Checks a client-credentials request in the vendor's order: grant, application, scope, secret. */
export function checkTokenRequest(tenant: string, form: Form): void {
  checkTenant(tenant);
  const grant = required(form, 'grant_type');
  if (grant !== 'client_credentials') {
    const why = `The app requested an unsupported grant type '${grant}'.`;
    throw new EntraRefusal(400, 'unsupported_grant_type', 70003, why);
  }
  const client = required(form, 'client_id');
  if (client !== sandboxCredentials.azureClientId) {
    const why = `Application with identifier '${client}' was not found in the directory 'Sandbox'.`;
    throw new EntraRefusal(400, 'unauthorized_client', 700016, why);
  }
  checkScope(required(form, 'scope'));
  if (!form.client_secret) {
    const why = `'client_assertion' or 'client_secret' is required for the 'client_credentials' grant type.`;
    throw new EntraRefusal(401, 'invalid_client', 7000216, why);
  }
  if (form.client_secret !== sandboxCredentials.azureClientSecret) {
    const why = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`;
    throw new EntraRefusal(401, 'invalid_client', 7000215, why);
  }
}
