/** What the vendors know: the sandbox's own state, never our rows. */
export interface SandboxView {
  calls(): Promise<SandboxCall[]>;
  recordings(): Promise<{ sid: string; callSid: string; status: string }[]>;
  mails(): Promise<SandboxMail[]>;
  events(): Promise<SandboxEvent[]>;
  invitations(): Promise<{ kind: string; to: string; eventId: string }[]>;
  /** every request to a vendor and every webhook of one, with the faults that met it */
  record(about: { vendor: string; operation?: string }): Promise<Recorded[]>;
  /** answers with how it is told apart in `faultsLeft` */
  setFault(fault: SandboxFault): Promise<{ id: string }>;
  /** what somebody does in Outlook with an event: `move-as-organiser`, `cancel-as-organiser`, `attendance` */
  inOutlook(eventId: string, does: string, body?: object): Promise<void>;
  faultsLeft(): Promise<FaultLeft[]>;
  clearFaults(): Promise<void>;
  writeMail(mail: { from: string; to: string; subject: string; text: string }): Promise<void>;
}

export interface SandboxCall {
  sid: string;
  status: string;
  order: { to: string; from: string };
  turns: { by: 'agent' | 'lead'; text: string }[];
  /** what an answering machine has recorded */
  messageLeft: string | null;
}

export interface SandboxMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  tags: { name: string; value: string }[];
}

export interface SandboxEvent {
  id: string;
  mailbox: string;
  attendees: { address: string }[];
  joinUrl: string | null;
  cancelled: boolean;
}

export interface SandboxFault {
  vendor: string;
  operation: string;
  kind: string;
  times?: number;
  params?: { ms?: number; retryAfterSeconds?: number; drop?: boolean };
  /** only what names this number or address */
  about?: string;
}

/** A fault that is still to happen, `times` times more. */
interface FaultLeft {
  id: string;
  vendor: string;
  operation: string;
  kind: string;
  times: number;
}

interface Recorded {
  kind: 'request' | 'webhook';
  operation: string;
  body: string;
  answer: { status: number } | null;
  faults: string[];
}

export function sandboxView(url: string): SandboxView {
  const ask = async <T>(path: string, method = 'GET', body?: unknown): Promise<T> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/_sandbox/${path}`, { method, ...sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`sandbox: ${method} ${path} answers ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const state = async <T>(vendor: string, part: string): Promise<T> =>
    (await ask<Record<string, T>>(`state/${vendor}`))[part] as T;
  return {
    calls: () => state('twilio', 'calls'),
    recordings: () => state('twilio', 'recordings'),
    mails: () => state('resend', 'mails'),
    events: () => state('graph', 'events'),
    invitations: () => state('graph', 'invitations'),
    record: async (about) =>
      (await ask<{ requests: Recorded[] }>(`requests?${new URLSearchParams(about)}`)).requests,
    inOutlook: (eventId, does, body = {}) =>
      ask(`graph/events/${encodeURIComponent(eventId)}/${does}`, 'POST', body),
    setFault: (fault) => ask('faults', 'POST', fault),
    faultsLeft: async () => (await ask<{ faults: FaultLeft[] }>('faults')).faults,
    clearFaults: () => ask('faults', 'DELETE'),
    writeMail: (mail) => ask('resend/inbound-email', 'POST', mail),
  };
}

export const tagOf = (mail: SandboxMail, name: string): string | undefined =>
  mail.tags.find((tag) => tag.name === name)?.value;
