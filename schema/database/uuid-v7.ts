import { randomFillSync } from 'node:crypto';

const bytes = new Uint8Array(16);

/** A UUIDv7 (RFC 9562 §5.7): sortable by the millisecond it was made in, so indexes grow at their end. */
export const uuidV7 = (nowMs: number = Date.now()): string => {
  randomFillSync(bytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(nowMs / 0x10000));
  view.setUint16(4, nowMs % 0x10000);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
