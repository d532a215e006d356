import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Deadline, Journey } from './journey.ts';

export const isPast = ({ fired }: Deadline, at: string | undefined): boolean =>
  at !== undefined && (fired === at || Date.parse(at) <= Date.now());

/** Has the one timer ring for what the steps wait for now, or earlier for a draft. */
export function arm(journey: Journey, wait: NonNullable<Deadline['wait']>): void {
  journey.deadline.wait = wait;
  rearm(journey);
}

/** Left alone unless the instant moved: a timer started costs one action, one that fires for nothing a whole replay. */
export function rearm({ deadline, state }: Journey): void {
  const waits = [
    { at: deadline.wait?.at, why: `${state.step}: ${deadline.wait?.because}` },
    ...(state.drafts ?? []).map(({ at }) => ({ at, why: 'a draft waits' })),
  ].flatMap(({ at, why }) => (at === undefined || isPast(deadline, at) ? [] : [{ at, why }]));
  const first = waits.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(0);
  if (deadline.at === first?.at) return;
  deadline.scope?.cancel();
  delete deadline.at;
  delete deadline.scope;
  if (!first) return;
  const scope = new CancellationScope();
  Object.assign(deadline, { at: first.at, scope });
  scope.run(() => ring(deadline, first.at, first.why)).catch(ignoreCancellation);
}

async function ring(deadline: Deadline, at: string, summary: string): Promise<void> {
  await sleep(Math.max(1, Date.parse(at) - Date.now()), { summary });
  delete deadline.at;
  deadline.fired = at;
}

function ignoreCancellation(reason: unknown): void {
  if (!isCancellation(reason)) throw reason;
}
