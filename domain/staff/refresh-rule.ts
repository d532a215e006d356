import { sessionTimes } from './session-times.ts';

/** What a session remembers of its refresh tokens, by their hashes. */
export interface RefreshState {
  /** any of them may come next: the successors that were given out for the token used last */
  next: readonly string[];
  /** the token used last, and when */
  used: string | null;
  usedAt: Date | null;
}

/**
 * What a refresh token that came means: `refresh` uses it; `again` is its double use a moment later, before any successor
 * came; `reuse` says that two hold what one was given.
 *
 * A double use is answered with one more successor beside the first, never with the same: from then on its two holders
 * hold different tokens. Of those only one can come next; the other is then neither next nor used last, which is a reuse
 * whenever it comes. So a thief who follows within the moment is found out at the next refresh of either.
 */
export const refreshRule = (
  { next, used, usedAt }: RefreshState,
  came: string,
  now: Date,
): { kind: 'refresh' | 'again' | 'reuse'; keep: readonly string[] } => {
  if (next.includes(came)) return { kind: 'refresh', keep: [] };
  const doubled =
    came === used && usedAt !== null && now.getTime() - usedAt.getTime() <= sessionTimes.doubleUseMs;
  return doubled ? { kind: 'again', keep: next } : { kind: 'reuse', keep: [] };
};
