/** How a webhook was answered, or why it was not. */
export type WebhookAnswer =
  | { status: number; headers: Record<string, string>; text: string }
  | { failure: 'refused' | 'reset' | 'timeout' | 'lost' };

export interface Webhook {
  /** the name by which faults and the record know it, for example `statusCallback` */
  operation: string;
  url: string;
  /** POST when it is left out */
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body: string;
  /** whom it concerns, where the body does not say: faults about somebody look here as well */
  about?: string;
  /** the signature's headers; called anew for every attempt, with `wrong` when a fault asks for a bad one */
  sign?(wrong: boolean): Record<string, string>;
  delayMs?: number;
  /** 5 seconds when it is left out */
  connectTimeoutMs?: number;
  /** 15 seconds when it is left out */
  timeoutMs?: number;
  /** how long to wait before the next attempt, or null to give up; one attempt when it is left out */
  retry?(answer: WebhookAnswer, attempt: number): number | null;
}

/** Sends what a vendor has to tell. */
export interface Webhooks {
  /**
   * Sends one webhook with the faults set for it: lost, doubled, held back behind the next one, badly signed.
   * Answers with the last attempt's outcome and never rejects; every attempt is kept in the record.
   */
  deliver(webhook: Webhook): Promise<WebhookAnswer>;
}
