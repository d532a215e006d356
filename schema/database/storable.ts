/** A text as PostgreSQL can keep it: without NUL, which no text column takes, and without half characters. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/**
 * A JSON value as PostgreSQL can keep it, its members in one order: what was just made and what was read back from
 * `jsonb` become the same bytes.
 */
export const storableJson = (value: unknown): unknown =>
  value === undefined ? null : ordered(JSON.parse(JSON.stringify(value)));

const ordered = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [storableText(key), ordered(member)]));
};
