/**
 * What an API key may be allowed. Keys are for a business's own systems: none of these reaches people, keys or the
 * business's settings as a whole, and what a person has to judge (drafts, merges, actions in doubt) has no scope.
 */
export const keyScopes = ['leads:read', 'leads:write', 'appointments:write', 'settings:read'] as const;
export type KeyScope = (typeof keyScopes)[number];
