/** The bare address of `email@example.com` or `Name <email@example.com>`, in lower case, or null. */
export function bareAddress(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const match = /^\s*(?:[^<>]*<\s*([^<>\s]+)\s*>|([^<>\s]+))\s*$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  return /^[^\s@<>",;]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(address) ? address.toLowerCase() : null;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

export function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

/** Whether the domain can be used in the sandbox: every `*.example` domain is verified and receives mail. */
export function isSandboxDomain(domain: string): boolean {
  return domain === 'example' || domain.endsWith('.example');
}
