/** Somebody who was in a meeting; guests from elsewhere have no address. */
export interface Present {
  address: string | null;
  seconds: number;
  isOrganiser: boolean;
}

/** who only looks in has not attended */
const leastSeconds = 30;

/**
 * What an attendance report says of the lead: `attended` when anybody but the business's own people was there, for a
 * guest may come under any name; `missed` when only they were; `unknown` when nobody was, which says nothing.
 */
export const attendanceSays = (
  people: readonly Present[],
  ownAddresses: readonly string[],
): 'attended' | 'missed' | 'unknown' => {
  const own = ownAddresses.map((address) => address.toLowerCase());
  const stayed = people.filter(({ seconds }) => seconds >= leastSeconds);
  const isOwn = ({ address, isOrganiser }: Present) =>
    isOrganiser || (address !== null && own.includes(address.toLowerCase()));
  if (stayed.some((person) => !isOwn(person))) return 'attended';
  return stayed.length > 0 ? 'missed' : 'unknown';
};
