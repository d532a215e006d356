/** One mistake in a tenant's settings: where (a JSON pointer) and what was expected there. */
export interface SettingsProblem {
  path: string;
  expected: string;
}
