import { builder } from './builder.ts';
import { UserErrorRef } from './command-result.ts';

/** Somebody else changed the settings since the version that was seen. */
export class SettingsConflict {
  readonly version: number;

  constructor(version: number) {
    this.version = version;
  }

  get message(): string {
    return `The settings were changed meanwhile: version ${this.version} is in force. Look at it and ask again.`;
  }
}

export const SettingsConflictRef = builder.objectType(SettingsConflict, {
  name: 'SettingsConflict',
  description: 'Somebody else changed the settings since the version that was seen; nothing was changed.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'The version that is in force.' }),
  }),
});
