/** What lies beside a person's file, for whoever opens it: in words, without the person's name. */
export const readMe = ({
  business,
  writtenAt,
  sounds,
}: {
  business: string;
  writtenAt: string;
  sounds: number;
}): string => `What ${business} keeps of you, as it was on ${writtenAt.slice(0, 10)}.

person.json     Everything that is kept, in parts. Each part says what it is. It opens in every
                browser and text editor, and other systems can read it (JSON, in UTF-8).
                Instants are in the time of Greenwich. Times and codes are as our systems keep them.
${
  sounds > 0
    ? `recordings/     The sound of calls that were recorded (WAV). The part "recording" says of which call each is.
`
    : ''
}
Left out is what is about other people: who of our staff wrote or did something, their addresses and
numbers. Left out as well is what opens links that were made for you; [removed] stands in their place.
`;
