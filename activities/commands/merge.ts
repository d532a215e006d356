import { type CommandHandler, done } from './handler.ts';

/** Done already when it was accepted, because it concerns two journeys; once more here changes nothing. */
export const merge: CommandHandler<'merge'> = async () => done('merged', 'The two are one lead now.');
