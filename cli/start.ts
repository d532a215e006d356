import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../local/installation.ts';
import { showProgress } from '../local/progress.ts';
import { ownEnvironment, readLocalSettings } from '../local/settings.ts';
import { startInstallation } from '../local/start.ts';
import { realVendors } from '../local/vendor-modes.ts';
import { whenAsked } from './when-asked.ts';
import { whenOrphaned } from './when-orphaned.ts';

/** `npm start`: runs until it is asked to stop. */
export async function start(): Promise<void> {
  const progress = showProgress(process.stdout);
  const environment = ownEnvironment();
  const asked = new AbortController();
  const cut = new AbortController();
  whenAsked({
    first: () => {
      progress.say('Stopping ... (once more to stop at once)');
      asked.abort();
    },
    again: () => {
      cut.abort();
      process.exit(130);
    },
  });
  const settings = readLocalSettings(environment);
  whenOrphaned(settings.startedByNpm, () => process.kill(process.pid, 'SIGTERM'));
  try {
    const installation = await startInstallation({
      environment,
      progress,
      signal: asked.signal,
      cut: cut.signal,
    });
    progress.say(welcome(installation, realVendors(settings.modes)));
    while (!asked.signal.aborted)
      await sleep(2 ** 31 - 1, undefined, { signal: asked.signal }).catch(() => undefined);
    await installation.stop();
  } catch (error) {
    if (!asked.signal.aborted) throw error;
  }
  progress.say('Stopped.');
}

function welcome({ urls, tenants }: Installation, real: readonly string[]): string {
  const line = (what: string, where: string): string => `  ${what.padEnd(18)} ${where}`;
  return [
    '',
    'Leadline runs.',
    ...tenants.map(({ slug, name }) => line('Form', `${urls.form(slug)}  (${name})`)),
    line('GraphQL', urls.graphql),
    ...(urls.temporalUi ? [line('Temporal Web UI', urls.temporalUi)] : []),
    line('Sandbox', `${urls.sandbox}/`),
    ...tenants.map(({ slug, adminEmail, adminPassword }) =>
      line('Log-in', `${adminEmail} / ${adminPassword}  (${slug})`),
    ),
    ...(real.length > 0 ? [line('Real vendors', `${real.join(', ')}: personas are off`)] : []),
    'Fill in a form, or take the call yourself on the sandbox page. Ctrl-C stops everything.',
    '',
  ].join('\n');
}
