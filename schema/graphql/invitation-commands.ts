import { normaliseEmail } from '../../domain/leads/email.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import { staffKeyFor, withMember } from '../../domain/tenant/staff-changes.ts';
import {
  invite,
  mostRounds,
  resendInvitation,
  withdrawInvitation,
} from '../database/accounts/invitations.ts';
import type { Tx } from '../database/database.ts';
import { TenantPolicy } from '../database/tenants/entities.ts';
import { tenantInForce } from '../database/tenants/policy.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { InvitationRef, invitationRows } from './invitation.ts';
import { rowsById } from './loaders.ts';
import { RoleEnum } from './staff-user.ts';

const InvitePersonInput = builder.inputType('InvitePersonInput', {
  description: 'Who is invited, and as what.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The full name, at most 120 characters.' }),
    email: t.string({ required: true, description: 'The address that is invited and will sign in.' }),
    role: t.field({ type: RoleEnum, required: true, description: 'What they may do.' }),
    calendar: t.string({
      description: 'The mailbox that holds their appointments. Left out: they have no appointments.',
    }),
  }),
});

const InvitationResult = builder.unionType('InvitationResult', {
  description: 'The invitation as it is now, or what has to be mended.',
  types: [InvitationRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : InvitationRef;
  },
});

type Wanted = Pick<Parameters<typeof invite>[1], 'name' | 'email' | 'role' | 'calendar'>;

/** What the settings would say of somebody new, told now: whoever accepts later could not mend it. */
const problemWith = async (tx: Tx, tenantId: string, wanted: Wanted): Promise<InvalidInput | null> => {
  const { policyVersion } = await tenantInForce(tx, tenantId);
  const { source } = await tx.findOneOrFail(TenantPolicy, { tenantId, version: policyVersion });
  if (source.staff.some(({ email }) => email.toLowerCase() === wanted.email)) return null;
  const key = staffKeyFor(
    wanted.name,
    source.staff.map((member) => member.key),
  );
  const drafted = draftSettings(withMember(source, { key, notify: false, ...wanted }));
  const place = `/staff/${source.staff.length}/`;
  const [problem] = drafted.ok ? [] : drafted.problems;
  if (!problem) return null;
  const field = problem.path.startsWith(place) ? problem.path.slice(place.length) : problem.path;
  return new InvalidInput(field, problem.expected);
};

const invitation = async (context: GraphqlContext, id: string) => {
  InvitationRef.getDataloader(context).clearAll();
  return (await rowsById(context, invitationRows, [id]))[0] ?? new NotFound('Invitation');
};

builder.mutationField('invitePerson', (t) =>
  t.field({
    type: InvitationResult,
    description:
      'Mails somebody an invitation that stands for a week. They become one of the staff, in a new version of the settings, when they accept it and choose a password.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: InvitePersonInput, required: true, description: 'Who, and as what.' }) },
    resolve: async (_root, { input }, context) => {
      const { tenantId } = signedIn(context);
      const email = normaliseEmail(input.email)?.toLowerCase();
      if (!email) return new InvalidInput('email', 'an e-mail address');
      const calendar = input.calendar?.trim().toLowerCase() || null;
      const wanted = { name: input.name.trim(), email, role: input.role, calendar };
      const { linkSecret } = context;
      const made = await context.db.inTenant(tenantId, async (tx) => {
        const problem = await problemWith(tx, tenantId, wanted);
        return problem ?? invite(tx, { tenantId, actor: actorOf(context), linkSecret, ...wanted });
      });
      if (made instanceof InvalidInput) return made;
      if (made === 'invited')
        return new InvalidInput('email', 'an address that is not invited yet: send that invitation again');
      if (made === 'known') return new InvalidInput('email', 'an address that nobody here has or had');
      return invitation(context, made.id);
    },
  }),
);

const InvitationInput = builder.inputType('InvitationInput', {
  description: 'Which invitation.',
  fields: (t) => ({
    invitationId: t.id({ required: true, description: 'The global id of the invitation.' }),
  }),
});

type Act = (
  tx: Tx,
  change: Parameters<typeof resendInvitation>[1],
) => Promise<'sent' | 'withdrawn' | 'over' | 'unknown'>;

const act = async (context: GraphqlContext, globalId: unknown, work: Act, whyNot: string) => {
  const { tenantId } = signedIn(context);
  const id = idOf('Invitation', String(globalId));
  if (!id) return new InvalidInput('invitationId', 'the global id of an invitation');
  const change = { tenantId, id, actor: actorOf(context), linkSecret: context.linkSecret };
  const done = await context.db.inTenant(tenantId, (tx) => work(tx, change));
  if (done === 'unknown') return new NotFound('Invitation');
  return done === 'over' ? new InvalidInput('invitationId', whyNot) : invitation(context, id);
};

builder.mutationField('resendInvitation', (t) =>
  t.field({
    type: InvitationResult,
    description: `Sends an invitation again, for another week; ${mostRounds} times in all.`,
    authScopes: { admin: true },
    args: { input: t.arg({ type: InvitationInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) =>
      act(
        context,
        input.invitationId,
        resendInvitation,
        `one that is open and was sent less than ${mostRounds} times`,
      ),
  }),
);

builder.mutationField('withdrawInvitation', (t) =>
  t.field({
    type: InvitationResult,
    description: 'Takes an invitation back: its link opens nothing any more.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: InvitationInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) =>
      act(context, input.invitationId, withdrawInvitation, 'one that is open'),
  }),
);
