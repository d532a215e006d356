import type { Engine } from './port.ts';
import { createEngine as createTemporal } from './temporal/client.ts';
import type { EngineSettings } from './temporal/settings.ts';

export type { EngineSettings } from './temporal/settings.ts';

const vendors: { [V in EngineSettings['vendor']]: (settings: EngineSettings) => Promise<Engine> } = {
  temporal: createTemporal,
};

/** The engine that the settings name. Connects when first used. */
export const createEngine = (settings: EngineSettings): Promise<Engine> => vendors[settings.vendor](settings);

export { readEngineSettings } from './temporal/settings.ts';
