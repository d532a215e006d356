import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import type { CalendarNotice } from '../port.ts';
import { vendor } from './errors.ts';

const notice = z.looseObject({
  subscriptionId: z.string().min(1).max(255),
  changeType: z.string().nullish(),
  clientState: z.string().nullish(),
  lifecycleEvent: z.enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']).optional(),
  resourceData: z
    .looseObject({ id: z.string().min(1).max(1_000), '@odata.etag': z.string().max(1_000).optional() })
    .nullish(),
});
const body = z.object({ value: z.array(notice).max(1_000) });

/** Reads what Graph tells. It signs nothing: our own secret in every entry proves where it is from. */
export function readNotices(rawBody: Buffer, clientState: string): CalendarNotice[] {
  const { value } = parse(rawBody);
  if (!value.every((each) => isSame(each.clientState ?? '', clientState))) throw refused('signature');
  return value.map(({ subscriptionId, changeType, lifecycleEvent, resourceData }) => ({
    subscriptionId,
    kind: lifecycleEvent ?? 'changed',
    eventId: resourceData?.id ?? null,
    // what is deleted has no version any more: the one that may stand there is the last that we have seen
    changeKey: changeType === 'deleted' ? null : versionOf(resourceData?.['@odata.etag']),
  }));
}

const versionOf = (etag = ''): string | null => /^W\/"(.+)"$/.exec(etag)?.[1] ?? null;

function parse(rawBody: Buffer): z.output<typeof body> {
  try {
    return body.parse(JSON.parse(rawBody.toString()));
  } catch {
    throw refused('body');
  }
}

const refused = (code: 'signature' | 'body'): VendorFailure =>
  new VendorFailure({ vendor, type: 'Vendor.InvalidAnswer', certainty: 'rejected', code });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

// hashes are of one length, and comparing them takes as long whatever they say
const isSame = (given: string, own: string): boolean => timingSafeEqual(digest(given), digest(own));
