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
  /** an outage ends by itself; with `drop` connections are cut instead of refused with 503 */
  untilMs: number | null;
}

/** What a vendor asks of its faults. */
export interface Faults {
  /** Uses up one occurrence of a fault of this kind, or answers null when none is set. */
  take(operation: string, kind: FaultKind): Fault | null;
}

/** All faults of the sandbox. */
export interface FaultBoard {
  forVendor(vendor: string): Faults;
  add(fault: Omit<Fault, 'id' | 'untilMs'>): Fault;
  list(): Fault[];
  clear(): void;
}

/** An empty board of faults; they are forgotten when the sandbox stops. */
export function createFaultBoard(now: () => number): FaultBoard {
  let faults: Fault[] = [];
  let count = 0;
  const drop = () => {
    faults = faults.filter((fault) => fault.times > 0 && (fault.untilMs === null || fault.untilMs > now()));
  };
  const take = (vendor: string, operation: string, kind: FaultKind): Fault | null => {
    drop();
    const fault = faults.find(
      (each) =>
        each.kind === kind &&
        [vendor, '*'].includes(each.vendor) &&
        [operation, '*'].includes(each.operation),
    );
    if (!fault) return null;
    if (fault.untilMs === null) fault.times -= 1;
    return fault;
  };
  return {
    forVendor: (vendor) => ({ take: (operation, kind) => take(vendor, operation, kind) }),
    add(fault) {
      count += 1;
      const untilMs = fault.kind === 'outage' ? now() + (fault.params.ms ?? 1000) : null;
      const added = { ...fault, id: `fault-${count}`, untilMs };
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
