import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';

/** A short name for somebody new, made of their name as it is spoken, that nobody has or had. */
export const staffKeyFor = (name: string, taken: readonly string[]): string => {
  const plain = name
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/[^a-z0-9\s-]/g, '');
  const first =
    plain
      .trim()
      .split(/\s+/)[0]
      ?.replace(/^[^a-z]+/, '')
      .slice(0, 30) || 'person';
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? first : `${first}-${n}`;
    if (!taken.includes(key)) return key;
  }
};

/** The settings with somebody among the staff, or with what is known of them changed. */
export const withMember = (settings: TenantSettings, member: StaffMember): TenantSettings => {
  const isKnown = settings.staff.some(({ key }) => key === member.key);
  const staff = isKnown
    ? settings.staff.map((one) => (one.key === member.key ? member : one))
    : [...settings.staff, member];
  return { ...settings, staff };
};

/**
 * The settings without somebody, also where something is done by them: who leaves must be shut out at once, whatever else is
 * set. A rule or a list that nobody is left in goes with them.
 */
export const withoutMember = (settings: TenantSettings, key: string): TenantSettings => {
  const others = (keys: readonly string[]): string[] => keys.filter((one) => one !== key);
  const { talk, assignment, replies } = settings;
  const next: TenantSettings = {
    ...settings,
    staff: settings.staff.filter((member) => member.key !== key),
  };
  if (talk.handOver) {
    const to = others(talk.handOver.to);
    const { handOver, ...rest } = talk;
    next.talk = to.length > 0 ? { ...rest, handOver: { ...handOver, to } } : rest;
  }
  if (assignment)
    next.assignment = {
      ...assignment,
      rules: assignment.rules
        .map((rule) => ({ ...rule, to: others(rule.to) }))
        .filter(({ to }) => to.length > 0),
    };
  if (replies.approval?.approvers) {
    const { approvers, ...approval } = replies.approval;
    const left = others(approvers);
    next.replies = { ...replies, approval: left.length > 0 ? { ...approval, approvers: left } : approval };
  }
  return next;
};
