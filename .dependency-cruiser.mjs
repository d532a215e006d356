// Who may import whom (docs/architecture.md). A folder that is not listed for another may not be imported by it.
const allowed = {
  'schema/contracts': [],
  domain: ['schema/contracts'],
  workflows: ['schema/contracts', 'domain', 'temporal.config.ts'],
  'schema/database': ['schema/contracts'],
  'schema/graphql': ['schema/contracts', 'schema/database', 'domain'],
  integrations: ['schema/contracts', 'temporal.config.ts'],
  activities: ['schema/contracts', 'schema/database', 'domain', 'integrations/[^/]+/port.ts'],
  api: ['schema/contracts', 'schema/database', 'schema/graphql', 'domain', 'integrations'],
  worker: [
    'schema/contracts',
    'schema/database',
    'domain',
    'activities',
    'workflows',
    'integrations',
    'temporal.config.ts',
  ],
  sandbox: ['schema/contracts'],
  local: ['schema/contracts', 'schema/database', 'domain', 'temporal.config.ts'],
  cli: ['schema/contracts', 'schema/database', 'domain', 'integrations', 'local', 'temporal.config.ts'],
};

const own = (folders) => folders.map((folder) => `^${folder}(/|$)`);
const everything = Object.keys(allowed).concat('tests', 'bench');

export default {
  forbidden: [
    ...Object.entries(allowed).map(([folder, others]) => ({
      name: `${folder.replace('/', '-')}-imports`,
      severity: 'error',
      from: { path: own([folder]) },
      to: { path: own([...everything, 'temporal.config.ts']), pathNot: own([folder, ...others]) },
    })),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'one-sdk-one-place',
      severity: 'error',
      from: {
        pathNot:
          '^(integrations|sandbox|tests|bench|worker|workflows|activities|temporal.config.ts|local/temporal-namespace.ts)',
      },
      to: {
        path: '^node_modules/(twilio|resend|openai|nodemailer|imapflow|postal-mime|@azure/identity|@microsoft/microsoft-graph-client|@temporalio/(client|worker|workflow|activity))/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-are-pure',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^node_modules/', pathNot: '^node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      // a package of types alone has no file to resolve to
      to: { couldNotResolve: true, pathNot: '^@microsoft/microsoft-graph-types$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.leadline/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
