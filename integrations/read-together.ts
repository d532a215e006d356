import { SettingsInvalid } from './settings-invalid.ts';

type Readers = Record<string, () => unknown>;

/** Reads several settings and throws one error that names the mistakes of all. */
export const readTogether = <R extends Readers>(readers: R): { [Name in keyof R]: ReturnType<R[Name]> } => {
  const mistakes: string[] = [];
  const read = Object.entries(readers).map(([name, reader]): [string, unknown] => {
    try {
      return [name, reader()];
    } catch (error) {
      if (!(error instanceof SettingsInvalid)) throw error;
      mistakes.push(...error.mistakes);
      return [name, undefined];
    }
  });
  if (mistakes.length > 0) throw new SettingsInvalid([...new Set(mistakes)]);
  return Object.fromEntries(read) as { [Name in keyof R]: ReturnType<R[Name]> };
};
