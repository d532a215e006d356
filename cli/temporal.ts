import { showProgress } from '../local/progress.ts';
import { ownEnvironment, readLocalSettings } from '../local/settings.ts';
import { temporalBinary } from '../local/temporal-binary.ts';
import { whenAsked } from './when-asked.ts';

/** Progress goes to stderr: stdout is the path alone. */
export async function printTemporal(): Promise<void> {
  const asked = new AbortController();
  whenAsked({ first: () => asked.abort(), again: () => process.exit(130) });
  const binary = await temporalBinary(readLocalSettings(ownEnvironment()), {
    progress: showProgress(process.stderr),
    signal: asked.signal,
  });
  console.log(binary);
  process.exit(0);
}
