import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processNames } from './installation.ts';
import { holderOf, type Lock, takeLock } from './lock.ts';
import { checkPorts, type WantedPort } from './ports.ts';
import { Problem } from './problem.ts';
import { endLeftOver } from './processes.ts';
import type { LocalSettings } from './settings.ts';
import { openState, type State } from './state.ts';

export interface TakenOver {
  state: State;
  /** says that this launcher is on its way out, so that the next one waits */
  leaving(): void;
  release(): void;
}

const leavingMark = 'leaving';

/** Makes this launcher the only one of its state folder and clears away what a killed one left behind. */
export async function takeOver(
  settings: LocalSettings,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<TakenOver> {
  const state = openState(settings.stateFolder);
  const lock = await onlyLauncher(path.join(state.folder, 'launcher.lock'), say, signal);
  try {
    // those who ask before those who answer, as when stopping
    for (const name of processNames.toReversed()) {
      const stop = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
      if (await endLeftOver(state.runFolder, name, stop))
        say(`Stopped a ${name} that an earlier start left behind.`);
    }
    await checkPorts(wantedPorts(settings));
  } catch (error) {
    lock.release();
    throw error;
  }
  return { state, leaving: () => lock.note(`${process.pid} ${leavingMark}`), release: () => lock.release() };
}

/** Waits for a launcher that is about to leave, or has lost its terminal and does not know it yet. */
async function onlyLauncher(file: string, say: (line: string) => void, signal: AbortSignal): Promise<Lock> {
  const soon = Date.now() + 3000;
  let said = false;
  for (;;) {
    const lock = takeLock(file);
    if (lock) {
      lock.note(String(process.pid));
      return lock;
    }
    const [pid, mark] = holderOf(file).split(' ');
    if (mark !== leavingMark && Date.now() > soon)
      throw new Problem(
        `Leadline already runs from ${path.dirname(file)} (process ${pid}): stop it first, or set LEADLINE_STATE and LEADLINE_PORT_BASE for a second one.`,
      );
    if (mark === leavingMark && !said) say(`Waiting for process ${pid}, which is stopping ...`);
    said ||= mark === leavingMark;
    await sleep(100, undefined, { signal });
  }
}

function wantedPorts({ ports, databaseUrl, temporalAddress }: LocalSettings): WantedPort[] {
  const base = 'LEADLINE_PORT_BASE';
  return [
    { what: 'the api', port: ports.api, variable: 'API_PORT' },
    { what: 'the sandbox', port: ports.sandbox, variable: 'SANDBOX_PORT' },
    ...(databaseUrl ? [] : [{ what: 'PostgreSQL', port: ports.postgres, variable: base }]),
    ...(temporalAddress
      ? []
      : [
          { what: 'Temporal', port: ports.temporal, variable: base },
          { what: "Temporal's Web UI", port: ports.temporalUi, variable: base },
        ]),
  ];
}
