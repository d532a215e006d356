/** `writing`: piece by piece, `ready`: it can be fetched, `removed`: its time is over, or the person was erased. */
export const exportStates = ['writing', 'ready', 'removed'] as const;
export type ExportState = (typeof exportStates)[number];

/** The sound of one recording: in the file of this name, or why it is not. */
export interface ExportedSound {
  recordingSid: string;
  file: string | null;
  /** `gone`: the vendor has it no more; `unreachable`: it could not be read there for an hour */
  missing: 'gone' | 'unreachable' | null;
}

/** One file of an export, whole. `draft` tells its pieces from those of an attempt that broke off. */
export interface ExportedFile {
  name: string;
  draft: string;
  bytes: number;
}

/** Where writing goes on: at which table, and after which of its rows. */
export interface ExportPosition {
  section: number;
  /** null at the beginning of a table */
  after: string | null;
}

/** The input of the workflow `exportLead`: ids only. */
export interface ExportRef {
  tenantId: string;
  exportId: string;
}

/** One export, one workflow: it writes, waits until the time of the file is over, and removes it. */
export const exportLeadId = ({ tenantId, exportId }: ExportRef): string => `export/${tenantId}/${exportId}`;

/** How far an export is: counts for the Web UI. `over`: it is whole, or nobody may have it any more. */
export interface ExportProgress {
  kind: 'more' | 'over';
  entries: number;
  sounds: number;
  /** when the file is to be removed; null while it is written, and when it is removed already */
  until: string | null;
}

/** What `exportLead` asks of the world. Each may be run again after a crash, and goes on where it was. */
export interface ExportActivities {
  /** Writes the next pieces, or reads the sound of one recording from its vendor. */
  tendExport(ref: ExportRef): Promise<ExportProgress>;
  /** Deletes the file. That there was one, for whom and who asked, stays. */
  removeExport(ref: ExportRef): Promise<void>;
}
