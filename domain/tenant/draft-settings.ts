import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { applyPace } from './apply-pace.ts';
import { checkSettings } from './check-settings.ts';
import type { SettingsProblem } from './settings-problem.ts';

/** Settings as somebody wants them: as written and in force, or every mistake in them. */
export type SettingsDraft =
  | { ok: true; source: TenantSettings; settings: TenantSettings }
  | { ok: false; problems: SettingsProblem[] };

/** Checks settings as written, and with their pace applied: only what is right in both is a draft. */
export const draftSettings = (source: TenantSettings): SettingsDraft => {
  const problems = checkSettings(source);
  if (problems.length > 0) return { ok: false, problems };
  const paced = applyPace(source);
  return paced.ok ? { ok: true, source, settings: paced.settings } : paced;
};
