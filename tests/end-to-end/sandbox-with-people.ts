// The sandbox keeps its people still as soon as one vendor is real, lest they meet somebody. Here the vendor that is not
// imitated is a mail server of the test's own, behind which nobody lives: they answer the phone as ever.
import { startSandbox } from '../../sandbox/server.ts';
import { processSettings } from '../../sandbox/settings.ts';

const sandbox = await startSandbox({ ...processSettings(), personas: true });
console.log(`sandbox ready at ${sandbox.url}`);
const stop = () => void sandbox.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
