import type { StampedLead, Step } from '../../contracts/journey.ts';
import type { Tx } from '../database.ts';
import { Lead } from './entities.ts';

/** Where a journey is, as screens show it. */
export interface JourneyPlace {
  step: Step;
  nextAction: string | null;
  nextActionAt?: string | null;
}

/**
 * Writes where the journey is onto its lead's row, unless a newer writing was there first: projections arrive from
 * several activities and are ordered by run start and version.
 */
export const projectJourney = async (
  tx: Tx,
  { leadId, stamp }: StampedLead,
  place: JourneyPlace,
): Promise<void> => {
  const run = new Date(stamp.runStartedAt);
  await tx.nativeUpdate(
    Lead,
    {
      id: leadId,
      $or: [
        { journeyRunStartedAt: null },
        { journeyRunStartedAt: { $lt: run } },
        { journeyRunStartedAt: run, journeyVersion: { $lte: stamp.version } },
      ],
    },
    {
      step: place.step,
      nextAction: place.nextAction,
      nextActionAt: place.nextActionAt ? new Date(place.nextActionAt) : null,
      journeyRunId: stamp.runId,
      journeyRunStartedAt: run,
      journeyVersion: stamp.version,
      // a lead that comes back after closing is open again
      ...(place.step === 'closed' ? {} : { closedAt: null, closeReason: null }),
    },
  );
};
