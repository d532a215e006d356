import type { Backends } from './child-environment.ts';
import type { InstallationUrls } from './installation.ts';
import type { LocalSettings } from './settings.ts';

export function installationUrls(
  { publicBaseUrl, ports, temporalAddress }: LocalSettings,
  backends: Backends,
  ownerUrl: string,
): InstallationUrls {
  return {
    api: publicBaseUrl,
    graphql: `${publicBaseUrl}/graphql`,
    form: (slug) => `${publicBaseUrl}/form/${slug}`,
    temporalUi: temporalAddress ? undefined : `http://127.0.0.1:${ports.temporalUi}`,
    temporalAddress: backends.temporalAddress,
    sandbox: `http://127.0.0.1:${ports.sandbox}`,
    database: backends.databaseUrl,
    databaseOwner: ownerUrl,
  };
}
