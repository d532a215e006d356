const rate = 8000;
const longestSeconds = 10;

/** A WAV file of 16 bit samples at 8 kHz: a soft tone as long as the talk, at most ten seconds. */
export function makeWav(seconds: number, channels: number): Buffer {
  const frames = Math.max(1, Math.min(longestSeconds, seconds)) * rate;
  const size = frames * channels * 2;
  const file = Buffer.alloc(44 + size);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + size, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * channels * 2, 28);
  file.writeUInt16LE(channels * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(size, 40);
  for (let frame = 0; frame < frames; frame += 1) {
    const sample = Math.round(Math.sin((frame / rate) * 2 * Math.PI * 220) * 1500);
    for (let channel = 0; channel < channels; channel += 1) {
      file.writeInt16LE(sample, 44 + (frame * channels + channel) * 2);
    }
  }
  return file;
}
