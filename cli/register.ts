import type { ConnectionOptions } from '@temporalio/client';
import { readEngineSettings } from '../integrations/engine/index.ts';
import { ownEnvironment } from '../local/settings.ts';
import { registerNamespace } from '../local/temporal-namespace.ts';

/** For servers that are not ours to start: done once for each new version, beside the migrations. */
export async function register(): Promise<void> {
  // read as api and worker read it: another cluster than theirs must never be meant
  const { connection, namespace } = readEngineSettings(ownEnvironment());
  const added = await registerNamespace(connection as ConnectionOptions, namespace);
  console.log(added.length > 0 ? `Registered ${added.join(', ')}.` : 'Everything is registered already.');
}
