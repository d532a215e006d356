import type { TalkTurn } from './talk-memory.ts';

/** What the agent has said since the lead last spoke. */
export const lastSpeech = (turns: readonly TalkTurn[]): TalkTurn[] => {
  const lead = turns.findLastIndex((turn) => turn.speaker === 'lead');
  return turns.slice(lead + 1).filter((turn) => turn.speaker === 'agent');
};

/** What the lead has said since the agent last spoke. */
export const lastHeard = (turns: readonly TalkTurn[]): string => {
  const agent = turns.findLastIndex((turn) => turn.speaker === 'agent');
  const said = turns.slice(agent + 1).filter((turn) => turn.speaker === 'lead');
  return said.map(({ text }) => text).join(' ');
};

/** The lead comes back: nobody took them over. */
export const isMissedHandOver = ({ tool }: TalkTurn): boolean =>
  tool?.name === 'hand_over' && tool.resultJson.includes('"nobody"');

export const isBooked = (turns: readonly TalkTurn[]): boolean =>
  turns.some(
    ({ tool }) => tool?.name === 'book_slot' && /"status":"(booked|accepted)"/.test(tool.resultJson),
  );
