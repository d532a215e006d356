/** How long what opens a session holds, for every business alike. */
export const sessionTimes = {
  /** an access token: whoever loses one loses it for this long */
  accessMs: 15 * 60_000,
  /** a session, from its log-in, however often it is refreshed: then the password is asked for again */
  sessionMs: 30 * 24 * 3_600_000,
  /** how long after its use a refresh token may come once more: two tabs at once, or an answer that got lost */
  doubleUseMs: 10_000,
} as const;

/** As many sessions one person has at a time; with one more, that ends which was used longest ago. */
export const mostSessions = 20;
