import type {
  CommandArguments,
  CommandCode,
  CommandEffect,
  CommandName,
} from '../../schema/contracts/commands.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** What a command meets: the lead locked, the tenant's rules in force. */
export interface CommandScene {
  tx: Tx;
  lead: LeadRow;
  tenant: TenantInForce;
  /** the command itself, as the cause of what it changes */
  cause: Cause;
  /** as timelines name who asked */
  actor: string;
  linkSecret: string;
  now: Date;
}

/** What a command came to, and what that means for the journey. */
export interface CommandAnswered {
  state: 'done' | 'refused';
  code: CommandCode;
  /** the answer as a person reads it */
  text: string;
  effect: CommandEffect;
}

/** Applies one kind of command within one transaction: our own rows only. */
export type CommandHandler<Name extends CommandName = CommandName> = (
  scene: CommandScene,
  args: CommandArguments[Name],
) => Promise<CommandAnswered>;

export const done = (code: CommandCode, text: string, effect: CommandEffect = {}): CommandAnswered => ({
  state: 'done',
  code,
  text,
  effect,
});

export const refused = (code: CommandCode, text: string): CommandAnswered => ({
  state: 'refused',
  code,
  text,
  effect: {},
});
