import { UploadRefused } from './upload-refused.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Makes text of bytes that come in pieces, and finds out as what they are encoded. */
export interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
  /** as far as it is known: a file without a single special character is UTF-8 */
  encoding(): Encoding;
}

/**
 * A byte order mark decides; then every second byte being zero, as in UTF-16. Otherwise the text is plain ASCII until its
 * first other byte, and that byte and its neighbours decide: they are UTF-8, or they are no UTF-8 and it is Windows-1252.
 * Throws `UploadRefused` when what began as UTF-8 does not go on so.
 */
export const createDecoder = (): Decoder => {
  let held: Buffer = Buffer.alloc(0);
  let decided: { encoding: Encoding; decoder: TextDecoder } | null = null;
  let begun = false;

  const decide = (encoding: Encoding, bytes: Buffer): string => {
    decided = { encoding, decoder: new TextDecoder(encoding, { fatal: true }) };
    held = Buffer.alloc(0);
    return decode(bytes);
  };
  const decode = (bytes: Buffer, isLast = false): string => {
    try {
      return decided?.decoder.decode(bytes, { stream: !isLast }) ?? '';
    } catch {
      throw new UploadRefused('body', `${decided?.encoding} from beginning to end`);
    }
  };
  const write = (bytes: Buffer, isLast: boolean): string => {
    if (decided) return decode(bytes, isLast);
    const known = Buffer.concat([held, bytes]);
    held = known;
    if (!begun && known.length < fewestToTell && !isLast) return '';
    const wide = begun ? null : wideEncoding(known);
    begun = true;
    if (wide) return decide(wide, known);
    const special = known.findIndex((byte) => byte > 0x7f);
    if (special < 0) return takeAscii(known.length);
    const tail = isLast ? 0 : unfinishedBytes(known);
    const told = known.subarray(special, known.length - tail);
    if (told.length === 0) return takeAscii(special);
    return decide(isUtf8(told) ? 'utf-8' : 'windows-1252', known);
  };
  const takeAscii = (length: number): string => {
    const text = held.toString('latin1', 0, length);
    held = held.subarray(length);
    return text;
  };
  return {
    write: (bytes) => write(bytes, false),
    end: () => write(Buffer.alloc(0), true),
    encoding: () => decided?.encoding ?? 'utf-8',
  };
};

const fewestToTell = 64;

const wideEncoding = (bytes: Buffer): Encoding | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const head = bytes.subarray(0, fewestToTell);
  const zeros = (from: 0 | 1): number =>
    head.filter((byte, place) => byte === 0 && place % 2 === from).length;
  const many = head.length / 4;
  if (zeros(1) > many) return 'utf-16le';
  return zeros(0) > many ? 'utf-16be' : null;
};

const isUtf8 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** How many bytes at the end may be the beginning of a character of UTF-8 that goes on in the next piece. */
const unfinishedBytes = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
};
