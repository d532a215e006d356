import { type CommandHandler, done } from './handler.ts';

// both were done when they were accepted, because they concern two leads: once more here changes nothing

export const merge: CommandHandler<'merge'> = async () => done('merged', 'The two are one lead now.');

export const rejectMerge: CommandHandler<'rejectMerge'> = async () =>
  done('mergeRejected', 'They stay two leads.');
