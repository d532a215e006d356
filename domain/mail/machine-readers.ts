// programs that look through mails before people do; Apple's proxy gives no more than the bare word `Mozilla/5.0`
const machines =
  /bot\b|crawl|spider|scan|preview|proofpoint|mimecast|barracuda|symantec|trendmicro|safelinks|headless|python|curl|wget|okhttp|go-http-client|java\/|axios|node-fetch|^mozilla\/5\.0$/i;

/** Whether an open or a click was surely a machine's. What is not recognised counts as a person's, and decides nothing. */
export const isMachineReader = (userAgent: string | null | undefined): boolean =>
  userAgent != null && (userAgent.trim() === '' || machines.test(userAgent.trim()));
