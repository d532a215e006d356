import { startSandbox } from './server.ts';
import { processSettings } from './settings.ts';

try {
  const sandbox = await startSandbox(processSettings());
  console.log(`sandbox ready at ${sandbox.url}`);
  const stop = () => void sandbox.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(code === 'EADDRINUSE' ? `sandbox: the port is taken (${message})` : `sandbox: ${message}`);
  process.exitCode = 1;
}
