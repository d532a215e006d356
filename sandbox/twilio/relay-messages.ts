/** A message from the application that ConversationRelay carries out. */
export type RelayCommand =
  | { type: 'text'; token: string; last: boolean; lang: string | null; interruptible: boolean | null }
  | { type: 'play'; source: string; interruptible: boolean | null }
  | { type: 'sendDigits'; digits: string }
  | { type: 'language'; ttsLanguage: string | null; transcriptionLanguage: string | null }
  | { type: 'end'; handoffData: string | null };

type Kind = 'string' | 'boolean' | 'number';

const fields: Record<string, { required: Record<string, Kind>; optional: Record<string, Kind> }> = {
  text: {
    required: { token: 'string' },
    optional: { last: 'boolean', lang: 'string', interruptible: 'boolean', preemptible: 'boolean' },
  },
  play: {
    required: { source: 'string' },
    optional: { loop: 'number', interruptible: 'boolean', preemptible: 'boolean' },
  },
  sendDigits: { required: { digits: 'string' }, optional: {} },
  language: { required: {}, optional: { ttsLanguage: 'string', transcriptionLanguage: 'string' } },
  end: { required: {}, optional: { handoffData: 'string' } },
};

function findFault(message: Record<string, unknown>): string | null {
  const shape = typeof message.type === 'string' ? fields[message.type] : undefined;
  if (!shape) return `unknown type ${JSON.stringify(message.type)}`;
  const { required, optional } = shape;
  const missing = Object.keys(required).find((name) => message[name] === undefined);
  if (missing) return `${missing} is missing`;
  for (const [name, value] of Object.entries(message)) {
    if (name === 'type') continue;
    const kind = required[name] ?? optional[name];
    if (!kind) return `unknown field ${name}`;
    if (typeof value !== kind) return `${name} must be a ${kind}`;
  }
  if (message.type === 'sendDigits' && !/^[0-9w#*]+$/.test(String(message.digits)))
    return 'digits are not valid';
  if (message.type === 'play' && !URL.canParse(String(message.source))) return 'source is not a URL';
  return null;
}

/** Reads one frame of the application, or says why the vendor would drop it (its error 64107). */
export function readCommand(frame: string): RelayCommand | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { fault: 'not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: 'not an object' };
  const message = value as Record<string, unknown>;
  const fault = findFault(message);
  if (fault) return { fault };
  const text = (name: string) => (message[name] as string | undefined) ?? null;
  const interruptible = (message.interruptible as boolean | undefined) ?? null;
  switch (message.type) {
    case 'text':
      return {
        type: 'text',
        token: text('token') ?? '',
        last: message.last === true,
        lang: text('lang'),
        interruptible,
      };
    case 'play':
      return { type: 'play', source: text('source') ?? '', interruptible };
    case 'sendDigits':
      return { type: 'sendDigits', digits: text('digits') ?? '' };
    case 'language':
      return {
        type: 'language',
        ttsLanguage: text('ttsLanguage'),
        transcriptionLanguage: text('transcriptionLanguage'),
      };
    default:
      return { type: 'end', handoffData: text('handoffData') };
  }
}
