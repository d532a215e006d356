import { LockMode } from '@mikro-orm/core';
import type { Actor } from '../../contracts/commands.ts';
import type { ImportMapping } from '../../contracts/imports.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { actorLine } from '../leads/timeline.ts';
import { notePendingBatch } from '../routing/doors.ts';
import { storableText } from '../storable.ts';
import { LeadImport, type LeadImportEntry } from './entities.ts';

/** The import, locked until the transaction ends: whoever works on its rows waits here. Null when the tenant has none. */
export const lockImport = async (tx: Tx, id: string): Promise<LeadImportEntry | null> =>
  (await tx.findOne(
    LeadImport,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )) as LeadImportEntry | null;

/** Has leads made of the good rows of a checked import, and goes on with one that was stopped. */
export const startImport = async (
  tx: Tx,
  { id, actor }: { id: string; actor: Actor },
): Promise<'started' | 'checking' | 'unknown'> => {
  const found = await lockImport(tx, id);
  if (!found) return 'unknown';
  if (found.state === 'checking') return 'checking';
  // a second call finds it under way, or done
  if (found.state !== 'checked' && found.state !== 'stopped') return 'started';
  // one that was stopped before it was checked goes on with that
  const isChecked = found.checked === found.total;
  const begins = {
    state: 'making' as const,
    startedBy: actorLine(actor),
    startedAt: new Date(),
    position: 0,
  };
  const next = isChecked ? begins : { state: 'checking' as const };
  await move(tx, found, actor, 'importStarted', next);
  return 'started';
};

/** Stops an import after the page it is at. What was made stays, and the rest can be started again. */
export const stopImport = async (
  tx: Tx,
  { id, actor }: { id: string; actor: Actor },
): Promise<'stopped' | 'over' | 'unknown'> => {
  const found = await lockImport(tx, id);
  if (!found) return 'unknown';
  if (found.state === 'stopped') return 'stopped';
  if (found.state === 'done') return 'over';
  await move(tx, found, actor, 'importStopped', { state: 'stopped' });
  return 'stopped';
};

/** As what the columns of a stored file are read from now on. */
export interface Remapping {
  id: string;
  actor: Actor;
  mapping: ImportMapping;
  consentText: string | null;
}

/**
 * Has the rows of a stored file checked once more, read another way; those that became leads stay as they are. No lead is
 * made until it is started. A second call has them checked again.
 */
export const remapImport = async (
  tx: Tx,
  { id, actor, mapping, consentText }: Remapping,
): Promise<'remapped' | 'over' | 'unknown'> => {
  const found = await lockImport(tx, id);
  if (!found) return 'unknown';
  if (found.state === 'making' || found.state === 'done') return 'over';
  const afresh = { position: 0, checked: found.made, ready: 0, invalid: 0, duplicate: 0 };
  const change = { mapping, consentText: consentText && storableText(consentText) };
  await move(tx, found, actor, 'importRemapped', { state: 'checking', ...afresh, ...change });
  return 'remapped';
};

const move = async (
  tx: Tx,
  found: LeadImportEntry,
  actor: Actor,
  action: string,
  next: Partial<LeadImportEntry> & Pick<LeadImportEntry, 'state'>,
): Promise<void> => {
  const { id, tenantId, state } = found;
  const asked = found.asked + 1;
  await tx.nativeUpdate(LeadImport, { id }, { ...next, asked });
  await notePendingBatch(tx, { tenantId, kind: 'import', id, asked });
  await recordChange(tx, {
    ...{ tenantId, actor, action, subject: { kind: 'LeadImport', id } },
    before: { state, ...(next.mapping && { mapping: found.mapping }) },
    after: { state: next.state, ...(next.mapping && { mapping: next.mapping }) },
  });
};
