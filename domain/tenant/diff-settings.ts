/** One place at which two settings differ; the value is undefined where the place does not exist. */
export interface SettingsChange {
  path: string;
  before: unknown;
  after: unknown;
}

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What changes from one settings to another: the deepest paths that differ, as JSON pointers, in order. */
export const diffSettings = (before: unknown, after: unknown, path = ''): SettingsChange[] => {
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after))
    return Object.is(before, after) ? [] : [{ path: path || '/', before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) =>
    diffSettings(before[key], after[key], `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
};
