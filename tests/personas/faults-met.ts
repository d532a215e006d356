import type { Running } from '../end-to-end/running.ts';
import type { SandboxFault } from '../end-to-end/sandbox-view.ts';

/** Keeps count of the faults that a scene sets: one that never happened has shown nothing. */
export function watchFaults(running: Running): { running: Running; neverMet(): Promise<string[]> } {
  const set: (SandboxFault & { id: string })[] = [];
  const { sandbox } = running;
  const setFault = async (fault: SandboxFault) => {
    const { id } = await sandbox.setFault(fault);
    set.push({ ...fault, id });
    return { id };
  };
  return {
    running: { ...running, sandbox: { ...sandbox, setFault } },
    async neverMet() {
      const left = await sandbox.faultsLeft();
      // an outage counts no times, it passes
      const unmet = set.filter(({ id, times = 1, kind }) =>
        left.some((fault) => fault.id === id && fault.times === times && kind !== 'outage'),
      );
      return unmet.map(
        ({ vendor, operation, kind }) => `the fault ${kind} of ${vendor} ${operation} was never met`,
      );
    },
  };
}
