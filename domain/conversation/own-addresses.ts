import type { TenantSettings } from '../../schema/contracts/tenant.ts';

/** The addresses that a tenant and its staff write from, bare and in lower case: whoever writes from one is no lead. */
export const ownAddresses = ({ email, staff }: Pick<TenantSettings, 'email' | 'staff'>): string[] => {
  const from = /<([^<>]+)>/.exec(email.from)?.[1] ?? email.from;
  return [from, email.replyTo, ...staff.map((member) => member.email)].map((address) =>
    address.trim().toLowerCase(),
  );
};
