import type { TenantSettings } from '../../schema/contracts/tenant.ts';

/** Whether agents see only the leads that are theirs or nobody's. They see all when the tenant says nothing. */
export const agentsSeeOnlyOwn = ({ people }: Pick<TenantSettings, 'people'>): boolean =>
  people?.agentsSee === 'ownAndUnassigned';
