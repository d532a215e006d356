import type { ProcessName } from './installation.ts';
import type { State } from './state.ts';
import { type ProcessPlan, type Supervised, supervise } from './supervise.ts';

/** The processes of one installation, in the order in which they were started. */
export interface Crew {
  members: Partial<Record<ProcessName, Supervised>>;
  start(name: ProcessName, plan: ProcessPlan): Promise<void>;
  stop(): Promise<void>;
  cut(): void;
}

export function gatherCrew(state: State, say: (line: string) => void, signal: AbortSignal): Crew {
  const members: Crew['members'] = {};
  const cut = (): void => {
    for (const member of Object.values(members)) member.cut();
  };

  async function stopAll(): Promise<void> {
    // those who ask before those who answer: nobody sees a server vanish
    await Promise.all([members.api?.stop(), members.worker?.stop()]);
    await members.sandbox?.stop();
    await Promise.all([members.temporal?.stop(), members.postgres?.stop()]);
  }

  let stopping: Promise<void> | undefined;
  return {
    members,
    cut,
    start: async (name, plan) => {
      signal.throwIfAborted();
      const member = supervise(plan, { ...state, say });
      members[name] = member;
      const since = Date.now();
      await member.start();
      say(`${name.padEnd(9)} ready after ${((Date.now() - since) / 1000).toFixed(1)} s`);
    },
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
