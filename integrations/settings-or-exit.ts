import { readTogether } from './read-together.ts';
import { SettingsInvalid } from './settings-invalid.ts';

/** The settings of a process, or its end: every mistake of all of them on a line of its own, and exit code 1. */
export const settingsOrExit: typeof readTogether = (readers) => {
  try {
    return readTogether(readers);
  } catch (error) {
    if (!(error instanceof SettingsInvalid)) throw error;
    console.error(['Wrong settings:', ...error.mistakes.map((mistake) => `  - ${mistake}`)].join('\n'));
    process.exit(1);
  }
};
