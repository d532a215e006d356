export const faultKinds = [
  'acceptThenDrop',
  'acceptThen500',
  'refuse',
  'delay',
  'rateLimit',
  'duplicateCallback',
  'reorderCallbacks',
  'callbackBeforeAnswer',
  'lostCallback',
  'badSignature',
  'outage',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** One fault that waits for its operation; `*` stands for every vendor or operation. */
export interface Fault {
  id: string;
  vendor: string;
  operation: string;
  kind: FaultKind;
  /** how many times it still happens */
  times: number;
  params: { ms?: number; retryAfterSeconds?: number; drop?: boolean };
  /** meets only requests and callbacks that hold this text, such as a number or an address; everybody's when null */
  about: string | null;
  /** an outage ends by itself; with `drop` connections are cut instead of refused with 503 */
  untilMs: number | null;
}

/** A fault as it is asked for. */
export type NewFault = Omit<Fault, 'id' | 'untilMs' | 'about'> & Partial<Pick<Fault, 'about'>>;

/** What a vendor asks of its faults. */
export interface Faults {
  /**
   * Uses up one occurrence of a fault of this kind, or answers null when none is set. `text` is everything the request
   * or callback says: a fault about somebody only meets what names them.
   */
  take(operation: string, kind: FaultKind, text?: string): Fault | null;
}

/** All faults of the sandbox. */
export interface FaultBoard {
  forVendor(vendor: string): Faults;
  add(fault: NewFault): Fault;
  list(): Fault[];
  clear(): void;
}

// bodies come as JSON and as forms, where a plus sign is written in another way
const isAbout = ({ about }: Fault, text: string): boolean =>
  about === null || text.includes(about) || text.includes(encodeURIComponent(about));

/** An empty board of faults; they are forgotten when the sandbox stops. */
export function createFaultBoard(now: () => number): FaultBoard {
  let faults: Fault[] = [];
  let count = 0;
  const drop = () => {
    faults = faults.filter((fault) => fault.times > 0 && (fault.untilMs === null || fault.untilMs > now()));
  };
  const take = (vendor: string, operation: string, kind: FaultKind, text: string): Fault | null => {
    drop();
    const fault = faults.find(
      (each) =>
        each.kind === kind &&
        [vendor, '*'].includes(each.vendor) &&
        [operation, '*'].includes(each.operation) &&
        isAbout(each, text),
    );
    if (!fault) return null;
    if (fault.untilMs === null) fault.times -= 1;
    return fault;
  };
  return {
    forVendor: (vendor) => ({ take: (operation, kind, text = '') => take(vendor, operation, kind, text) }),
    add(fault) {
      count += 1;
      const untilMs = fault.kind === 'outage' ? now() + (fault.params.ms ?? 1000) : null;
      const added = { about: null, ...fault, id: `fault-${count}`, untilMs };
      faults.push(added);
      return added;
    },
    list() {
      drop();
      return faults;
    },
    clear() {
      faults = [];
    },
  };
}
