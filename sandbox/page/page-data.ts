import type { FaultBoard } from '../faults.ts';
import type { MountedVendor } from '../mount-vendor.ts';
import type { RecordBook } from '../record.ts';

interface Parts {
  record: RecordBook;
  faults: FaultBoard;
  mounted: MountedVendor[];
}

const newest = 60;

/** Everything that the page shows, newest last. */
export function pageData({ record, faults, mounted }: Parts) {
  const pages = mounted.flatMap(({ vendor }) => (vendor.page ? [vendor.page] : []));
  const requests = record.list({ limit: newest }).map((entry) => ({
    id: entry.id,
    kind: entry.kind,
    vendor: entry.vendor,
    operation: entry.operation,
    at: entry.at,
    status: entry.answer?.status ?? entry.failure ?? '…',
    faults: entry.faults,
  }));
  const mails = pages.flatMap((page) => page.mails?.() ?? []);
  return {
    now: new Date().toISOString(),
    calls: pages.flatMap((page) => page.calls?.() ?? []).slice(-30),
    mails: mails.toSorted((a, b) => a.at.localeCompare(b.at)).slice(-200),
    events: pages.flatMap((page) => page.events?.() ?? []).slice(-200),
    requests,
    faults: faults.list(),
  };
}
