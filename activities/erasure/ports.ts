import type { Engine } from '../../integrations/engine/port.ts';
import type { Ports } from '../ports.ts';

/** What forgetting a person works with: also the engine that keeps the histories. */
export interface ErasurePorts extends Pick<Ports, 'db' | 'telephony' | 'email' | 'calendar' | 'log'> {
  engine: Pick<Engine, 'signalFact' | 'isRunning' | 'deleteRuns'>;
}
