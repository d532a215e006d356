import type { ModelInput } from '../../../integrations/language/port.ts';
import type { TalkTurn } from './talk-memory.ts';

/** The talk so far as the model reads it. What was not heard is not there; a tool's call stands with its result. */
export const modelInput = (turns: TalkTurn[]): ModelInput[] =>
  turns.flatMap((turn): ModelInput[] => {
    if (turn.speaker === 'tool') {
      if (!turn.tool) return [];
      const { callId, name, argumentsJson, resultJson } = turn.tool;
      return [
        { role: 'toolCall', callId, name, argumentsJson },
        { role: 'toolResult', callId, resultJson },
      ];
    }
    if (!turn.text.trim()) return [];
    return [{ role: turn.speaker === 'lead' ? 'user' : 'assistant', text: turn.text }];
  });
