// what every mail server takes: no quoted local parts, no addresses of bare machines
const shape =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** An e-mail address as it is kept and compared, in lower case; null when it is none. */
export const normaliseEmail = (text: string): string | null => {
  const address = text.trim().toLowerCase();
  const local = address.split('@')[0] ?? '';
  return address.length <= 254 && local.length <= 64 && shape.test(address) ? address : null;
};
