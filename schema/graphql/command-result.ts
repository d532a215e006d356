import { encodeGlobalID } from '@pothos/plugin-relay';
import { builder } from './builder.ts';
import { CommandStatus } from './command.ts';
import type { CommandReply } from './context.ts';
import { LeadRef, type LeadRow } from './lead.ts';

/** An input that a person can mend. */
export class InvalidInput {
  readonly field: string;
  readonly expected: string;

  constructor(field: string, expected: string) {
    this.field = field;
    this.expected = expected;
  }

  get message(): string {
    return `${this.field}: expected ${this.expected}.`;
  }
}

const inWords: Record<string, string> = {
  MergeProposal: 'proposal',
  LeadNote: 'note',
  LeadImport: 'import',
  LeadExport: 'export',
  ApiKey: 'key',
  BulkCommand: 'bulk command',
  StaffUser: 'person',
  CatalogueItem: 'item',
  Policy: 'version',
};

/** Something that a command is about and that the viewer's tenant does not have. */
export class NotFound {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }

  get message(): string {
    return `There is no such ${inWords[this.what] ?? this.what.toLowerCase()}.`;
  }
}

/** Carries an answer of the union out of whatever reads inputs: GraphQL takes an error that is returned as thrown. */
export class Mendable extends Error {
  readonly answer: InvalidInput | NotFound;

  constructor(answer: InvalidInput | NotFound) {
    super(answer.message);
    this.answer = answer;
  }
}

/** What came of asking a journey, with the lead as it is now. */
export interface CommandPayload {
  reply: CommandReply;
  lead: LeadRow;
}

export const UserErrorRef = builder.interfaceRef<{ message: string }>('UserError').implement({
  description: 'Something that the one who asked can mend.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What is wrong, in a sentence.' }),
  }),
});

export const InvalidInputRef = builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  description: 'An input that is not what is needed.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Which input.' }),
    expected: t.exposeString('expected', { description: 'What was expected there.' }),
  }),
});

export const NotFoundRef = builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'What the command is about is not there, or not for you.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    what: t.exposeString('what', {
      description:
        'What was looked for: Lead, LeadNote, LeadImport, BulkCommand, Invitation, StaffUser, ApiKey, Appointment, Draft, MergeProposal, Action, Suppression, Policy, CatalogueItem or Session.',
    }),
  }),
});

const CommandAnswerRef = builder.objectRef<CommandReply>('CommandAnswer').implement({
  description: 'The answer to a command.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id of the command: `node` tells what became of it.',
      resolve: ({ commandId }) => encodeGlobalID('Command', commandId),
    }),
    status: t.expose('status', { type: CommandStatus, description: 'What it came to.' }),
    code: t.exposeString('code', { description: 'The answer as a code.' }),
    message: t.exposeString('text', { description: 'The answer as a sentence.' }),
  }),
});

const CommandPayloadRef = builder.objectRef<CommandPayload>('CommandPayload').implement({
  description: 'A command that reached the journey, whatever the journey said to it.',
  fields: (t) => ({
    command: t.expose('reply', { type: CommandAnswerRef, description: 'The answer.' }),
    lead: t.expose('lead', { type: LeadRef, description: 'The lead as it is now.' }),
  }),
});

export const CommandResultRef = builder.unionType('CommandResult', {
  description: 'A command’s answer, or what has to be mended before it can be asked.',
  types: [CommandPayloadRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : CommandPayloadRef;
  },
});
