import * as z from 'zod';
import { languageOf } from '../../../../domain/talk/brief.ts';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import type { RunTool } from '../tool.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ language: z.string().max(35) });
type Result = TalkToolCalls['switch_language']['result'];

/** Switches to another language of the tenant: voice, understanding, fixed phrases, and the lead's own language. */
export const switchLanguage =
  ({ tenant, lead }: TalkContext): RunTool =>
  async (given) => {
    const { languages } = tenant.settings.profile;
    const language = languageOf(tenant.settings, args.parse(given).language);
    if (!language) return { result: { status: 'unknown', languages } satisfies Result };
    // the phrases and the brief of this talk are read from here
    lead.language = language;
    return {
      result: { status: 'switched', languages } satisfies Result,
      effects: { language },
      language,
    };
  };
