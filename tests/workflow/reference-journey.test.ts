// The whole journey on a real server, with activities that only answer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countActions, fetchRuns } from './count-actions.ts';
import { openWorld, type World } from './journey-world.ts';
import { playReferenceJourney, referenceAnswers } from './reference-journey.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('the reference journey does each thing once, in order, within the budget', async () => {
  const lead = await world.lead(referenceAnswers());
  await playReferenceJourney(lead);
  expect(lead.names()).toEqual([
    ...['welcome', 'placeCall', 'afterCall', 'placeCall', 'afterCall', 'summarise'],
    ...[
      'answer',
      'answer',
      'applyCommand',
      'arrangeMeeting',
      'remind',
      'remind',
      'endAppointment',
      'followUp',
    ],
    ...['answer', 'answer'],
  ]);
  const cost = countActions(await fetchRuns(world.client, lead.workflowId));
  console.log(
    `reference journey: ${cost.actions} actions, ${cost.events} events, ${(cost.bytes / 1024).toFixed(1)} KB`,
    cost.by,
  );
  expect(cost.actions).toBeLessThanOrEqual(36);
  expect(cost.events).toBeLessThanOrEqual(160);
  expect(cost.bytes).toBeLessThanOrEqual(40 * 1024);
});
