// areas whose numbers 555-0100 to 555-0199 are kept free for films and plays; none of them belongs to a persona
const areas = [
  ...[201, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229],
  ...[231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 274, 276, 281, 301],
];

export const numbersInAll = areas.length * 100;

/** The nth of a few thousand telephone numbers that are valid and nobody's. */
export function phoneNumber(nth: number): string {
  const area = areas[Math.floor(nth / 100)];
  if (area === undefined) throw new Error(`there are ${numbersInAll} numbers, and no number ${nth}`);
  return `+1${area}55501${String(nth % 100).padStart(2, '0')}`;
}

/** A visitor's address, another for every form: behind a load balancer it is what counts. */
export const visitorAddress = (nth: number): string => `10.${nth >> 16}.${(nth >> 8) & 255}.${nth & 255}`;

/** The form that the nth visitor sends. */
export const formOf = (tenant: string, nth: number): Record<string, unknown> => ({
  tenant,
  name: `Visitor ${nth}`,
  phone: phoneNumber(nth),
  email: `visitor-${nth}@mail.example`,
  interest: 'work',
  country: 'Canada',
  message: 'I would like to know more about the next steps.',
  consent: true,
});
