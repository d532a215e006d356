import { removed, withoutSignedLinks } from '../mail/signed-links.ts';

/**
 * A row as a person is told it: without what is empty, without what would open a link that was signed for them, and without
 * the addresses and numbers of the business's own people, wherever they stand in a text.
 */
export const toldValues = (
  row: Record<string, unknown>,
  others: readonly string[],
): Record<string, unknown> => {
  const told = tellingOf(others);
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, told(value)]])),
  );
};

const tellingOf = (others: readonly string[]) => {
  const named = others.filter((other) => other.length > 0).map(escaped);
  // a part of a longer number or address is somebody else's
  const ofOthers = named.length > 0 && new RegExp(`(?<![\\w.+-])(?:${named.join('|')})(?![\\w-])`, 'gi');
  const text = (words: string): string => {
    const shut = withoutSignedLinks(words);
    return ofOthers ? shut.replace(ofOthers, removed) : shut;
  };
  const value = (it: unknown): unknown => {
    if (typeof it === 'string') return text(it);
    if (Array.isArray(it)) return it.map(value);
    if (it === null || typeof it !== 'object') return it;
    return Object.fromEntries(Object.entries(it).map(([name, member]) => [name, value(member)]));
  };
  return value;
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
