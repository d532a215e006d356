/** How many tags one lead may have. */
export const mostTags = 50;
/** How long a tag may be. */
export const longestTag = 40;

/** A tag as it is kept: without space around it, and never two spaces in it; null for what is no tag. */
export const readTag = (text: string): string | null => {
  const tag = text.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  return tag !== '' && tag.length <= longestTag ? tag : null;
};

const folded = (tag: string): string => tag.toLowerCase();

/**
 * The tags of a lead after a change, in the order in which they came. Two that differ in upper and lower case only are one:
 * the spelling that is there stays. A tag that is taken off and put on at once is on. Null when there would be too many.
 */
export const withTags = (
  present: readonly string[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): string[] | null => {
  const off = new Set(remove.map(folded));
  for (const tag of add) off.delete(folded(tag));
  const tags = new Map<string, string>();
  for (const tag of [...present, ...add]) {
    const key = folded(tag);
    if (!off.has(key) && !tags.has(key)) tags.set(key, tag);
  }
  return tags.size > mostTags && tags.size > present.length ? null : [...tags.values()];
};
