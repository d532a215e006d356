/** What a column of a file of leads may be. */
export const importColumns = [
  ...['name', 'firstName', 'lastName', 'phone', 'email', 'country', 'language', 'timeZone', 'interest'],
  ...['source', 'tags', 'note', 'assignedTo', 'consent', 'consentText', 'consentAt'],
] as const;
export type ImportColumn = (typeof importColumns)[number];

/** Where each column stands in the file, counted from 0; what is not there is not in the file. */
export type ImportMapping = Partial<Record<ImportColumn, number>>;

/** What is wrong with a row, for whoever has the file before them: never what stood there. */
export interface RowProblem {
  /** null when it is about the row as a whole */
  column: ImportColumn | null;
  expected: string;
}

/** A row as it becomes a lead: validated and normalised as a form is. */
export interface ImportedPerson {
  name: string | null;
  phone: string | null;
  phoneCountry: string | null;
  email: string | null;
  country: string | null;
  language: string;
  timeZone: string | null;
  interest: string | null;
  source: string;
  tags: string[];
  note: string | null;
  /** the key of a member of staff */
  assignedTo: string | null;
  /** null for whoever has not agreed to anything: they are not contacted where the tenant needs that */
  consent: { text: string; at: string | null } | null;
}

/**
 * `checking` the dry run is under way, `checked` it is done and nothing has been made, `making` leads are being made,
 * `done` every good row has become a lead, `stopped` somebody stopped it: what was made stays.
 */
export const importStates = ['checking', 'checked', 'making', 'done', 'stopped'] as const;
export type ImportState = (typeof importStates)[number];

/** `stored` not looked at yet, `ready` would become a lead, `invalid` and `duplicate` would not, `made` has become one. */
export const importRowStates = ['stored', 'ready', 'invalid', 'duplicate', 'made'] as const;
export type ImportRowState = (typeof importRowStates)[number];

/** The input of the workflow `importLeads`: ids only. */
export interface ImportRef {
  tenantId: string;
  importId: string;
}

/** One import is one workflow at a time: it runs while there is something to do. */
export const importLeadsId = ({ tenantId, importId }: ImportRef): string => `import/${tenantId}/${importId}`;

/** The signal by which an import is asked to go on. It carries nothing: what there is to do lies in the rows. */
export const importAsked = 'importAsked';

/** How far an import is: counts for the Web UI. `over`: there is nothing to do until somebody asks for more. */
export interface ImportProgress {
  kind: 'more' | 'over';
  state: ImportState;
  total: number;
  checked: number;
  made: number;
}

/** What `importLeads` asks of the world. */
export interface ImportActivities {
  /** Does the next piece of an import, whatever it is. A second call finds it done and goes on from there. */
  tendImport(ref: ImportRef): Promise<ImportProgress>;
}
