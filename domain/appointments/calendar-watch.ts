import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { durationMs } from '../time/duration.ts';

/** How calendars are watched where the tenant does not say so. */
const usual = { subscribeFor: '3 days', readEvery: '6 hours', attendance: false } as const;

const shortestWindowMs = 2 * 86_400_000;
const dayMs = 86_400_000;

export interface WatchRules {
  subscribeForMs: number;
  readEveryMs: number;
  attendance: boolean;
}

export const watchRules = ({ watch = {} }: TenantSettings['appointments']): WatchRules => ({
  subscribeForMs: durationMs(watch.subscribeFor ?? usual.subscribeFor),
  readEveryMs: durationMs(watch.readEvery ?? usual.readEvery),
  attendance: watch.attendance ?? usual.attendance,
});

/** How a watch stands; instants in milliseconds. */
export interface WatchState {
  subscribed: boolean;
  expiresMs: number | null;
  renewWanted: boolean;
  /** the last attempt to subscribe was refused: tried again with the next reading */
  troubled: boolean;
  readMs: number | null;
  readWanted: boolean;
  hasLink: boolean;
  windowUntilMs: number | null;
}

/** What a subscription needs now. */
export const subscriptionNeeds = (
  state: WatchState,
  rules: WatchRules,
  nowMs: number,
): 'create' | 'renew' | null => {
  if (!state.subscribed || (state.expiresMs ?? 0) <= nowMs)
    return state.troubled && nowMs < readDueMs(state, rules) ? null : 'create';
  return state.renewWanted || renewDueMs(state, rules) <= nowMs ? 'renew' : null;
};

/** A third of its time is left for trying again. */
const renewDueMs = ({ expiresMs }: WatchState, { subscribeForMs }: WatchRules): number =>
  (expiresMs ?? 0) - subscribeForMs / 3;

const readDueMs = ({ readMs }: WatchState, { readEveryMs }: WatchRules): number =>
  (readMs ?? 0) + readEveryMs;

/**
 * Whether the calendar is to be read now, and how: by its changes since the last time, or whole, when there is no last
 * time or when the readings begin to end before what can be booked.
 */
export const readingNeeds = (
  state: WatchState,
  rules: WatchRules,
  horizonMs: number,
  nowMs: number,
): 'whole' | 'changes' | null => {
  if (!state.readWanted && nowMs < readDueMs(state, rules)) return null;
  const reaches = state.windowUntilMs !== null && state.windowUntilMs - nowMs >= horizonMs;
  return state.hasLink && reaches ? 'changes' : 'whole';
};

/** From when to when a whole reading tells: meetings may be moved beyond what can be booked. */
export const readingSpan = (horizonMs: number, nowMs: number): { fromAt: string; untilAt: string } => ({
  fromAt: new Date(nowMs - dayMs).toISOString(),
  untilAt: new Date(nowMs + Math.max(2 * horizonMs, shortestWindowMs)).toISOString(),
});

/** When the calendar is looked at again, whatever is told before. */
export const nextLook = (
  state: WatchState,
  rules: WatchRules,
  nowMs: number,
): { atMs: number; because: 'renewal' | 'reading' } => {
  const reading = Math.max(nowMs + 1_000, readDueMs(state, rules));
  const renewal = state.subscribed ? Math.max(nowMs + 1_000, renewDueMs(state, rules)) : reading;
  return renewal < reading ? { atMs: renewal, because: 'renewal' } : { atMs: reading, because: 'reading' };
};
