import { loadClientConnectConfig } from '@temporalio/envconfig';
import { ownEnvironment } from '../local/settings.ts';
import { registerNamespace } from '../local/temporal-namespace.ts';

/** For servers that are not ours to start: done once for each new version, beside the migrations. */
export async function register(): Promise<void> {
  const environment = ownEnvironment();
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: definedIn(environment),
  });
  const added = await registerNamespace(connectionOptions, namespace);
  console.log(added.length > 0 ? `Registered ${added.join(', ')}.` : 'Everything is registered already.');
}

function definedIn(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
