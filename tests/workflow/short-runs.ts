// The bundle's door for tests: the same journeys, continued as new runs wherever they may be.
import { createLeadJourney } from '../../workflows/lead-journey/lead-journey.ts';
import { runLimits } from '../../workflows/lead-journey/limits.ts';

// a fresh run has three events in its first task: with more than those it goes on in a new one
export const leadJourney = createLeadJourney({ ...runLimits, events: 3 });
