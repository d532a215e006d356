/** The name under which a turn that nobody could make sense of is kept: of the model's tool, and of a noise. */
export const notUnderstood = 'not_understood';

/** How often in a row, up to now, the lead has not been understood. */
export const misunderstandings = (
  turns: readonly { speaker: 'lead' | 'agent' | 'tool'; text: string }[],
): number => {
  let count = 0;
  let since = false;
  for (const { speaker, text } of turns) {
    if (speaker === 'tool' && text === notUnderstood) {
      count += 1;
      since = true;
    } else if (speaker === 'tool' || (speaker === 'agent' && !since)) count = 0;
    else if (speaker === 'lead') since = false;
  }
  return count;
};
