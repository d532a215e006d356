import { createEntra } from './entra/entra.ts';
import { createGraph } from './graph/graph.ts';
import { createOpenai } from './openai/openai.ts';
import { createResend } from './resend/resend.ts';
import { createTwilio } from './twilio/twilio.ts';
import type { CreateVendor } from './vendor.ts';

/** Every vendor that the sandbox imitates, by the name that faults, record and state go by. */
export const vendors: Record<string, CreateVendor> = {
  twilio: createTwilio,
  resend: createResend,
  openai: createOpenai,
  entra: createEntra,
  graph: createGraph,
};
