import type { Heard, Personas } from '../personas/persona.ts';
import type { Call } from './call.ts';

export interface LeadVoice {
  /** the agent speaks: whatever was about to be said is put off */
  agentSpeaks(): void;
  /** the agent has finished a turn: think, and answer */
  agentListens(): void;
  stop(): void;
}

interface Parts {
  call: Call;
  personas: Personas;
  speechMs: number;
  language(): string;
  say(text: string): void;
  press(digit: string): void;
  hangUp(): void;
}

const quietFactor = 20;

/** Speaks for the persona that holds a call; silent while a visitor of the page holds it. */
export function createLeadVoice({ call, personas, speechMs, language, ...does }: Parts): LeadVoice {
  let timer: NodeJS.Timeout | undefined;

  const heard = (quiet: boolean): Heard => {
    const lastSaid = call.turns.findLastIndex((turn) => turn.by === 'lead');
    const since = call.turns.slice(lastSaid + 1).filter((turn) => turn.by === 'agent');
    const said = call.turns.filter((turn) => turn.by === 'lead').map((turn) => turn.text);
    const text = since.map((turn) => turn.text).join(' ');
    return { text, language: language(), said, quiet, attempt: call.attempt };
  };
  const react = (quiet: boolean) => {
    if (call.heldBy === 'visitor') return;
    const reaction = personas.react(call.persona, heard(quiet));
    if (reaction && 'hangUp' in reaction) return does.hangUp();
    if (reaction && 'press' in reaction) does.press(reaction.press);
    else if (reaction) does.say(reaction.say);
    timer = setTimeout(react, speechMs * quietFactor, true);
  };
  return {
    agentSpeaks() {
      clearTimeout(timer);
      const words = call.heldBy === 'persona' ? personas.interrupt(call.persona, heard(false)) : null;
      if (words) does.say(words);
    },
    agentListens() {
      clearTimeout(timer);
      timer = setTimeout(react, speechMs, false);
    },
    stop: () => clearTimeout(timer),
  };
}
