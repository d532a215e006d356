import { Command } from 'commander';
import { Problem } from '../local/problem.ts';

const program = new Command('leadline').description('Every enquiry becomes a durable journey.');

// each command imports what it needs only when it is called: `doctor` does not wait for the Temporal client
program
  .command('start')
  .description("run everything on this machine, with the example tenants and the vendors' sandbox")
  .action(async () => (await import('./start.ts')).start());
program
  .command('migrate')
  .description('bring the database of DATABASE_OWNER_URL up to date')
  .action(async () => (await import('./migrate.ts')).migrateDatabase());
program
  .command('load [folder]')
  .description('load the tenants of a folder into the database of DATABASE_OWNER_URL')
  .action(async (folder: string | undefined) => (await import('./load.ts')).load(folder));
program
  .command('erase [leadId]')
  .description('forget a person for good, or everybody of a file once more after a backup was restored')
  .option('--again <file>', 'the file that `leadline erasures` wrote')
  .action(async (leadId: string | undefined, options: { again?: string }) =>
    (await import('./erase.ts')).erase(leadId, options),
  );
program
  .command('export [leadId]')
  .description('have everything that is kept of a person written for them, and fetch it once it is written')
  .option('--to <file>', 'the archive to write; <leadId>.zip when left out')
  .option('--again', 'have it written anew, though there is one that can be fetched')
  .action(async (leadId: string | undefined, options: { to?: string; again?: true }) =>
    (await import('./export.ts')).exportPerson(leadId, options),
  );
program
  .command('erasures')
  .description('print who was forgotten, in ids and hashes, to be kept beside the backups')
  .action(async () => (await import('./erase.ts')).printErasures());
program
  .command('retention [tenant]')
  .description('print what is older than its time, of all tenants or of one, and remove nothing')
  .option('--now', 'remove it now, and not only tonight')
  .action(async (tenant: string | undefined, options: { now?: boolean }) =>
    (await import('./retention.ts')).retention(tenant, options),
  );
program
  .command('temporal')
  .description('find, fetch or build the Temporal server and print where it lies')
  .action(async () => (await import('./temporal.ts')).printTemporal());
program
  .command('register')
  .description('make the namespace and the search attributes on the server of TEMPORAL_ADDRESS')
  .action(async () => (await import('./register.ts')).register());
program
  .command('doctor')
  .description('check what this machine has and what it lacks')
  .action(async () => (await import('./doctor.ts')).doctor());

const superAdmin = program
  .command('super-admin')
  .description('who of the platform may enter businesses, in the database of DATABASE_OWNER_URL');
superAdmin
  .command('create <email>')
  .description('make somebody who may')
  .requiredOption('--name <name>', 'by which operators know them')
  .option('--password-stdin', 'read the password from stdin instead of printing one that is made')
  .action(async (email: string, options) => (await import('./super-admin.ts')).create(email, options));
superAdmin
  .command('reset-password <email>')
  .description('give them another password, and end every stay of theirs')
  .option('--password-stdin', 'read the password from stdin instead of printing one that is made')
  .action(async (email: string, options) => (await import('./super-admin.ts')).resetPassword(email, options));
superAdmin
  .command('disable <email>')
  .description('keep them out, from now on')
  .action(async (email: string) => (await import('./super-admin.ts')).disable(email));
superAdmin
  .command('enable <email>')
  .description('let them in again')
  .action(async (email: string) => (await import('./super-admin.ts')).enable(email));
superAdmin
  .command('list')
  .description('print everybody')
  .action(async () => (await import('./super-admin.ts')).list());

const tenant = program.command('tenant').description('the businesses in the database of DATABASE_OWNER_URL');
tenant
  .command('list')
  .description('print everyone with its id and state')
  .action(async () => (await import('./tenant.ts')).list());
tenant
  .command('suspend <slug>')
  .description('contact nobody for it, and hold what comes in')
  .requiredOption('--reason <reason>', 'why, for its audit log')
  .action(async (slug: string, options) => (await import('./tenant.ts')).suspend(slug, options));
tenant
  .command('resume <slug>')
  .description('let it go on, with what was held, in order')
  .requiredOption('--reason <reason>', 'why, for its audit log')
  .action(async (slug: string, options) => (await import('./tenant.ts')).resume(slug, options));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
