import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { draftSettings } from './draft-settings.ts';
import { mergePatch } from './merge-patch.ts';
import { type PlacedProblem, readSettings } from './read-tenant.ts';
import type { SettingsProblem } from './settings-problem.ts';

/** How somebody wants settings changed: in places, as a whole, or back to what they were. */
export type SettingsWish =
  | { kind: 'patch'; patch: unknown }
  | { kind: 'yaml'; yaml: string }
  | { kind: 'version'; source: TenantSettings };

/** The settings that a wish comes to, checked; a mistake in YAML has its line. */
export type WantedSettings =
  | { ok: true; source: TenantSettings; settings: TenantSettings }
  | { ok: false; problems: (SettingsProblem & Partial<PlacedProblem>)[] };

/** What settings become by a wish. */
export const wantedSettings = (current: TenantSettings, wish: SettingsWish): WantedSettings => {
  if (wish.kind === 'yaml') return readSettings(wish.yaml);
  if (wish.kind === 'patch') return draftSettings(mergePatch(current, wish.patch) as TenantSettings);
  // people are not rolled back: who left would get in again, and who came since would be shut out
  return draftSettings({ ...wish.source, staff: current.staff });
};
