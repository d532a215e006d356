/** Why a number or an address is not used any more. */
export const suppressionReasons = [
  'optedOut',
  'unsubscribed',
  'bounced',
  'complained',
  'wrongNumber',
  'fax',
  // an entry of the do-not-call list whose number was erased
  'doNotCall',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Everything, or only what nobody asked for: welcome, offers, follow-ups. */
export const suppressionScopes = ['all', 'marketing'] as const;
export type SuppressionScope = (typeof suppressionScopes)[number];
