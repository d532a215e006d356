import * as z from 'zod';

const setup = z.object({
  type: z.literal('setup'),
  sessionId: z.string(),
  callSid: z.string(),
  accountSid: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  direction: z.string().optional(),
  customParameters: z.record(z.string(), z.string()).default({}),
});

const prompt = z.object({
  type: z.literal('prompt'),
  voicePrompt: z.string(),
  lang: z.string().optional(),
  last: z.boolean().default(true),
});

// older pages of Twilio show the duration as text, and `utteranceUntilInterrupt` may be absent: an interruption that is
// not understood would be spoken over, so nothing in it can make it one
const interrupt = z.object({
  type: z.literal('interrupt'),
  utteranceUntilInterrupt: z.string().catch(''),
  durationUntilInterruptMs: z.coerce.number().catch(0),
});

const dtmf = z.object({ type: z.literal('dtmf'), digit: z.string() });
const error = z.object({ type: z.literal('error'), description: z.string().default('') });

const known = z.discriminatedUnion('type', [setup, prompt, interrupt, dtmf, error]);
const anything = z.object({ type: z.string() });

/** What ConversationRelay tells us. `other`: a message that we do not know, to be passed over. */
export type RelayMessage = z.output<typeof known> | { type: 'other'; name: string };
export type RelaySetup = z.output<typeof setup>;

/** Reads one text frame; null when it is not a message at all, or a known one without what it needs. */
export function readRelayMessage(frame: string): RelayMessage | null {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return null;
  }
  const named = anything.safeParse(json);
  if (!named.success) return null;
  const message = known.safeParse(json);
  if (message.success) return message.data;
  return isKnown(named.data.type) ? null : { type: 'other', name: named.data.type };
}

const isKnown = (type: string): boolean => known.options.some((option) => option.shape.type.value === type);

/** What we may tell ConversationRelay. It drops a message with a field it does not know (error 64107). */
export type RelayCommand =
  | {
      type: 'text';
      token: string;
      last: boolean;
      lang?: string;
      interruptible?: boolean;
      preemptible?: boolean;
    }
  | { type: 'play'; source: string; loop?: number; preemptible?: boolean; interruptible?: boolean }
  | { type: 'sendDigits'; digits: string }
  | { type: 'language'; ttsLanguage?: string; transcriptionLanguage?: string }
  | { type: 'end'; handoffData?: string };

/** One text frame for ConversationRelay. */
export const relayFrame = (command: RelayCommand): string => JSON.stringify(command);
