import { loadClientConnectConfig } from '@temporalio/envconfig';
import { namespace as defaultNamespace } from '../../../temporal.config.ts';
import { type Environment, SettingsInvalid } from '../../settings-invalid.ts';

type Loaded = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** How to reach Temporal, for clients and workers alike. */
export interface EngineSettings {
  vendor: 'temporal';
  namespace: string;
  connection: Loaded & { address: string };
}

const defaultAddress = '127.0.0.1:4033';

/** `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS…` as all of Temporal's tools read them. */
export function readEngineSettings(environment: Environment = process.env): EngineSettings {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1].trim() !== '',
  );
  const overrideEnvVars = Object.fromEntries(given);
  // a profile that lies in the home folder for other tools must not move us to another cluster
  const disableFile = !overrideEnvVars.TEMPORAL_CONFIG_FILE;
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars, disableFile });
    const address = connectionOptions.address ?? defaultAddress;
    return {
      vendor: 'temporal',
      namespace: namespace ?? defaultNamespace,
      connection: { ...connectionOptions, address },
    };
  } catch {
    throw new SettingsInvalid(['TEMPORAL_…: cannot be read as a configuration of Temporal']);
  }
}
