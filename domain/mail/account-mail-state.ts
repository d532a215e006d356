import type { OutboundState } from '../../schema/contracts/ledger.ts';
import type { StaffNoteState } from '../../schema/contracts/notes.ts';

/** What became of a mail about an account, as whoever had it sent needs to know it. */
export const accountMailStates = ['waiting', 'sent', 'delivered', 'bounced', 'inDoubt', 'notSent'] as const;
export type AccountMailState = (typeof accountMailStates)[number];

/** What is known of it: by its own row, by the ledger, and by the vendor's later word. */
interface Known {
  note: StaffNoteState;
  action: OutboundState | null;
  email: string | null;
}

const arrived = ['delivered', 'opened', 'clicked', 'complained'];
const cameBack = ['bounced', 'failed', 'suppressed'];

/** The furthest word there is: the vendor's about the mail, then the ledger's, then that nobody tries any more. */
export const accountMailState = ({ note, action, email }: Known): AccountMailState => {
  if (email && cameBack.includes(email)) return 'bounced';
  if (email && arrived.includes(email)) return 'delivered';
  if (action === 'sent' || action === 'delivered' || action === 'read') return 'sent';
  // also when it was given up: it may have gone out all the same
  if (action === 'unknown') return 'inDoubt';
  const isOpen = note === 'pending' && (action === null || action === 'planned' || action === 'sending');
  return isOpen ? 'waiting' : 'notSent';
};
