import { withMember, withoutMember } from '../../domain/tenant/staff-changes.ts';
import type { StaffMember } from '../contracts/tenant.ts';
import { builder } from './builder.ts';
import { changePerson, PersonResult } from './change-person.ts';
import { RoleEnum } from './staff-user.ts';

const whose = 'The global id of the person.';
const seen =
  'The version of the settings that was seen: another one in force is a conflict. Left out: whichever is in force.';

const PersonInput = builder.inputType('PersonInput', {
  description: 'Which person.',
  fields: (t) => ({
    personId: t.id({ required: true, description: whose }),
    expectedVersion: t.int({ description: seen }),
  }),
});

const PersonRoleInput = builder.inputType('ChangePersonRoleInput', {
  description: 'Who may do what from now on.',
  fields: (t) => ({
    personId: t.id({ required: true, description: whose }),
    role: t.field({ type: RoleEnum, required: true, description: 'What they may do.' }),
    expectedVersion: t.int({ description: seen }),
  }),
});

const UpdatePersonInput = builder.inputType('UpdatePersonInput', {
  description: 'What changes about a person; what is left out stays as it is.',
  fields: (t) => ({
    personId: t.id({ required: true, description: whose }),
    name: t.string({ description: 'The full name.' }),
    calendar: t.string({
      description: 'The mailbox that holds their appointments; null for people without appointments.',
    }),
    phone: t.string({
      description: 'The number (E.164) at which leads are put through to them; null for nobody.',
    }),
    notify: t.boolean({ description: 'Whether summaries and alerts go to them.' }),
    expectedVersion: t.int({ description: seen }),
  }),
});

builder.mutationField('changePersonRole', (t) =>
  t.field({
    type: PersonResult,
    description:
      'Changes what somebody may do, at once, also where they are signed in. The last admin who can log in stays one.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: PersonRoleInput, required: true, description: 'Who, and what.' }) },
    resolve: (_root, { input: { role, ...input } }, context) =>
      changePerson(context, {
        ...{ personId: input.personId, expectedVersion: input.expectedVersion, action: 'personRoleChanged' },
        change: (settings, member) => withMember(settings, { ...member, role }),
        ofPresent: true,
      }),
  }),
);

/** The member with what was given changed: an absent field stays, and null is no value. */
const updated = (
  member: StaffMember,
  given: {
    name?: string | null | undefined;
    calendar?: string | null | undefined;
    phone?: string | null | undefined;
    notify?: boolean | null | undefined;
  },
): StaffMember => {
  const next = { ...member };
  if (given.name) next.name = given.name.trim();
  if (given.calendar !== undefined) next.calendar = given.calendar?.trim().toLowerCase() || null;
  if (given.notify != null) next.notify = given.notify;
  if (given.phone === null) delete next.phone;
  else if (given.phone) next.phone = given.phone.trim();
  return next;
};

builder.mutationField('updatePerson', (t) =>
  t.field({
    type: PersonResult,
    description: 'Changes what is known of somebody. Their address they change themselves.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: UpdatePersonInput, required: true, description: 'Who, and what.' }) },
    resolve: (_root, { input: { personId, expectedVersion, ...given } }, context) =>
      changePerson(context, {
        ...{ personId, expectedVersion, action: 'personUpdated' },
        change: (settings, member) => withMember(settings, updated(member, given)),
        ofPresent: true,
      }),
  }),
);

builder.mutationField('disablePerson', (t) =>
  t.field({
    type: PersonResult,
    description:
      'Shuts somebody out at once: they sign in no more, their sessions, subscriptions and the invitations that they sent end, their leads are given to others and nothing is done by them any more. API keys that they made are the business’s and go on. The last admin who can log in stays.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: PersonInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, context) =>
      changePerson(context, {
        ...{ personId: input.personId, expectedVersion: input.expectedVersion, action: 'personDisabled' },
        change: (settings, { key }) => withoutMember(settings, key),
        shutsOut: true,
      }),
  }),
);

builder.mutationField('enablePerson', (t) =>
  t.field({
    type: PersonResult,
    description:
      'Lets somebody in again as they were, with the password that they had. Their leads stay where they are.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: PersonInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, context) =>
      changePerson(context, {
        ...{ personId: input.personId, expectedVersion: input.expectedVersion, action: 'personEnabled' },
        change: (settings, member) => withMember(settings, member),
      }),
  }),
);
