import { inWords } from '../../domain/leads/journey-words.ts';
import type { Journey } from './journey.ts';

/** Enough to see what led here, little enough to carry along with every new run. */
const remembered = 30;

/** Remembers for the Web UI that something happened: codes, numbers and instants, no personal data. */
export function log({ state }: Journey, what: string): void {
  state.log = [...(state.log ?? []), { at: new Date().toISOString(), what }].slice(-remembered);
}

/** What an effect came to, in a few words. */
export function resultInWords(result: unknown): string {
  const { kind, because, at } = (result ?? {}) as { kind?: string; because?: string; at?: string };
  const reason = because ? inWords(because) : '';
  if (kind === 'onward') return reason;
  if (kind === 'at') return `not before ${at}, ${reason}`;
  return [inWords(kind ?? 'done'), reason].filter((part) => part !== '').join(', ');
}
