import type { ToolTable } from '../tool.ts';
import { bookSlot } from './book-slot.ts';
import { endCall } from './end-call.ts';
import { handOver } from './hand-over.ts';
import { notUnderstood } from './not-understood.ts';
import { offerSlots } from './offer-slots.ts';
import { optOut } from './opt-out.ts';
import { recordAnswer } from './record-answer.ts';
import { recordConsent } from './record-consent.ts';
import { requestCallback } from './request-callback.ts';
import { switchLanguage } from './switch-language.ts';
import type { TalkContext } from './talk-context.ts';

/** The tools of one talk. */
export const createTools = (talk: TalkContext): ToolTable => ({
  record_answer: recordAnswer(talk),
  offer_slots: offerSlots(talk),
  book_slot: bookSlot(talk),
  request_callback: requestCallback(talk),
  opt_out: optOut(talk),
  switch_language: switchLanguage(talk),
  record_consent: recordConsent(talk),
  hand_over: handOver(talk),
  not_understood: notUnderstood(talk),
  end_call: endCall(talk),
});
