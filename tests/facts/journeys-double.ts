import type { SignalFact } from '../../schema/database/leads/deliver-facts.ts';

type Fact = Parameters<SignalFact>[0];

/** Temporal as facts see it: journeys that run, are closed or are started, or nothing that answers. */
export const journeysDouble = () => {
  const heard: Fact[] = [];
  const journeys = new Map<string, 'running' | 'closed'>();
  const state = { away: false };
  const signal: SignalFact = async (fact) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (state.away) throw new Error('no connection');
    if (fact.start) journeys.set(fact.leadId, 'running');
    else if (journeys.get(fact.leadId) !== 'running') return 'closed';
    heard.push(fact);
    return 'delivered';
  };
  return { heard, journeys, state, signal, seqs: () => heard.map(({ seq }) => seq) };
};
