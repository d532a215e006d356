import { assignmentRule } from '../../domain/leads/assign.ts';
import { diffSettings } from '../../domain/tenant/diff-settings.ts';
import { type SettingsWish, wantedSettings } from '../../domain/tenant/wanted-settings.ts';
import type { TenantSettings } from '../contracts/tenant.ts';
import type { Tx } from '../database/database.ts';
import type { PolicyEdit } from '../database/tenants/edit-policy.ts';
import { TenantPolicy } from '../database/tenants/entities.ts';
import { actorOf, signedIn } from './access.ts';
import { InvalidInput, Mendable, NotFound } from './command-result.ts';
import type { GraphqlContext } from './context.ts';

/** What somebody wants of the settings, as inputs say it. */
export interface PolicyWish {
  patch?: unknown;
  yaml?: string | null | undefined;
  toVersion?: number | null | undefined;
}

interface Asked {
  expectedVersion: number | null;
  remark?: string | null;
}

/** The change of settings that a wish comes to, made by the viewer. */
export const editOf = async (
  tx: Tx,
  context: GraphqlContext,
  wish: PolicyWish,
  { expectedVersion, remark = null }: Asked,
): Promise<PolicyEdit> => {
  const read = await readWish(tx, context, wish);
  return {
    tenantId: signedIn(context).tenantId,
    expectedVersion,
    actor: actorOf(context),
    change: (source) => wantedSettings(source, read),
    assign: assignmentRule,
    diff: diffSettings,
    remark,
    ...(read.kind === 'version' && { rolledBackTo: wish.toVersion ?? 0 }),
  };
};

const readWish = async (
  tx: Tx,
  context: GraphqlContext,
  { patch, yaml, toVersion }: PolicyWish,
): Promise<SettingsWish> => {
  const given = [patch, yaml, toVersion].filter((value) => value !== null && value !== undefined);
  if (given.length !== 1) throw new Mendable(new InvalidInput('patch', 'one way to change the settings'));
  if (typeof yaml === 'string') return { kind: 'yaml', yaml };
  if (typeof toVersion !== 'number') return { kind: 'patch', patch };
  const { tenantId } = signedIn(context);
  const policy = await tx.findOne(TenantPolicy, { tenantId, version: toVersion });
  if (!policy) throw new Mendable(new NotFound('Policy'));
  return { kind: 'version', source: policy.source as TenantSettings };
};
