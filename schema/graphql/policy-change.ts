import type { SettingsChange } from '../../domain/tenant/diff-settings.ts';
import type { WantedSettings } from '../../domain/tenant/wanted-settings.ts';
import { builder } from './builder.ts';
import { UserErrorRef } from './command-result.ts';

export const PolicyChangeRef = builder.objectRef<SettingsChange>('PolicyChange').implement({
  description: 'A place at which two versions of the settings differ.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where, as a JSON pointer: `/talk/agentName`.' }),
    before: t.expose('before', {
      type: 'JSON',
      nullable: true,
      description: 'What was there; null for nothing.',
    }),
    after: t.expose('after', {
      type: 'JSON',
      nullable: true,
      description: 'What is there; null for nothing.',
    }),
  }),
});

export type PolicyMistake = Extract<WantedSettings, { ok: false }>['problems'][number];

const PolicyMistakeRef = builder.objectRef<PolicyMistake>('PolicyMistake').implement({
  description: 'A mistake in settings.',
  fields: (t) => ({
    path: t.string({
      description: 'Where, as a JSON pointer.',
      resolve: ({ path }) => path || '/',
    }),
    expected: t.exposeString('expected', { description: 'What was expected there.' }),
    line: t.int({
      nullable: true,
      description: 'The line of the YAML that was sent; null for a patch.',
      resolve: ({ line }) => line ?? null,
    }),
    column: t.int({
      nullable: true,
      description: 'The column of that line.',
      resolve: ({ column }) => column ?? null,
    }),
  }),
});

/** Settings that are not as they have to be: every mistake at once. */
export class InvalidPolicy {
  readonly problems: readonly PolicyMistake[];

  constructor(problems: readonly PolicyMistake[]) {
    this.problems = problems;
  }

  get message(): string {
    return this.problems
      .map(
        ({ path, expected, line }) => `${line ? `Line ${line}, ` : ''}${path || '/'}: expected ${expected}.`,
      )
      .join(' ');
  }
}

export const InvalidPolicyRef = builder.objectType(InvalidPolicy, {
  name: 'InvalidPolicy',
  description: 'Settings that are not as they have to be. Nothing was changed.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    problems: t.field({
      type: [PolicyMistakeRef],
      description: 'Every mistake.',
      resolve: ({ problems }) => [...problems],
    }),
  }),
});

/** Somebody changed the settings since they were read. */
export class PolicyConflict {
  readonly version: number;

  constructor(version: number) {
    this.version = version;
  }

  get message(): string {
    return `Somebody changed the settings since: version ${this.version} is in force. Look at it, and ask again.`;
  }
}

export const PolicyConflictRef = builder.objectType(PolicyConflict, {
  name: 'PolicyConflict',
  description: 'Somebody changed the settings since they were read. Nothing was changed.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'The version that is in force.' }),
  }),
});
