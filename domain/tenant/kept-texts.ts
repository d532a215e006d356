import type { SettingsProblem } from './settings-problem.ts';

const isKept = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const whole = 'without NUL and without half characters';

/**
 * Every text, keys among them, that the database cannot keep. Left to the database it would be an error of ours instead of
 * a mistake of whoever wrote it, and tell strangers how far their request came.
 */
export const unkeptTexts = (value: unknown, path = ''): SettingsProblem[] => {
  if (typeof value === 'string') return isKept(value) ? [] : [{ path, expected: `a text ${whole}` }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isKept(key)
      ? unkeptTexts(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
      : [{ path, expected: `keys ${whole}` }],
  );
};
