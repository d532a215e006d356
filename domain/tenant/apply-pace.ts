import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { checkSettings } from './check-settings.ts';
import { mergePatch } from './merge-patch.ts';
import type { SettingsProblem } from './settings-problem.ts';

/** Settings in force, or what is wrong with them; the paths lie in the merged settings. */
export type Paced = { ok: true; settings: TenantSettings } | { ok: false; problems: SettingsProblem[] };

/** The settings with their pace applied and checked again. Without a pace they are in force as they stand. */
export const applyPace = (source: TenantSettings): Paced => {
  const { pace, ...settings } = source ?? {};
  const merged = mergePatch(settings, pace ?? {});
  const problems = checkSettings(merged);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings: merged as TenantSettings };
};
