// The allowed direction of imports (docs/architecture.md): domains never reach up into storage or http, each vendor SDK has one home.
const only = (name, pkg, folder) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: folder },
  to: { path: `^node_modules/(${pkg})(/|$)` },
})

/** The vendor's package of each provider that has one: nobody but the folders that name it may touch it, and these may touch no other. */
const SDKS = { gemini: '@google/genai', openai: 'openai', 'openai-compatible': 'openai' }
const homesOf = sdk =>
  Object.keys(SDKS)
    .filter(provider => SDKS[provider] === sdk)
    .join('|')
const PROVIDERS = '^src/extraction/providers'

const providerRules = [
  ...Object.entries(SDKS).flatMap(([provider, sdk]) => [
    only(`${provider}-sdk-has-one-home`, sdk, `${PROVIDERS}/(${homesOf(sdk)})/`),
    {
      name: `${provider}-knows-no-other-package`,
      severity: 'error',
      from: { path: `${PROVIDERS}/${provider}/` },
      to: { path: '^node_modules/', pathNot: `^node_modules/${sdk}/` },
    },
  ]),
  {
    name: 'a-provider-names-its-sdk',
    comment: 'A provider whose folder uses a package stands in SDKS above, so that the package gets one home.',
    severity: 'error',
    from: { path: `${PROVIDERS}/[^/]+/`, pathNot: `${PROVIDERS}/(${Object.keys(SDKS).join('|')})/` },
    to: { path: '^node_modules/' },
  },
  {
    name: 'providers-are-known-through-their-list',
    severity: 'error',
    from: { path: '^src/', pathNot: `${PROVIDERS}/([^/]+/|providers\\.ts$)` },
    to: { path: `${PROVIDERS}/[^/]+/` },
  },
  {
    name: 'a-provider-knows-no-other',
    severity: 'error',
    from: { path: `${PROVIDERS}/([^/]+)/` },
    to: { path: `${PROVIDERS}/[^/]+/`, pathNot: `${PROVIDERS}/$1/` },
  },
]

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domains-know-no-adapter',
      severity: 'error',
      from: { path: '^src/(shared|settings|logging|retry|tokens|companies|profiles|extraction|jobs|history)/' },
      to: { path: '^src/(storage|http|system|dashboard|cli|demo|app\\.ts|main\\.ts)' },
    },
    { name: 'shared-is-the-bottom', severity: 'error', from: { path: '^src/shared/' }, to: { path: '^src/', pathNot: '^src/shared/' } },
    {
      name: 'settings-know-only-shared',
      severity: 'error',
      from: { path: '^src/settings/' },
      to: { path: '^src/', pathNot: '^src/(shared|settings)/' },
    },
    {
      name: 'retry-and-logging-are-low',
      severity: 'error',
      from: { path: '^src/(retry|logging)/' },
      to: { path: '^src/', pathNot: '^src/(shared|settings|retry|logging)/' },
    },
    {
      name: 'tracing-is-low',
      severity: 'error',
      from: { path: '^src/tracing/' },
      to: { path: '^src/', pathNot: '^src/(shared|logging|tracing)/' },
    },
    { name: 'tokens-know-no-jobs', severity: 'error', from: { path: '^src/(tokens|profiles|companies)/' }, to: { path: '^src/(jobs|extraction)/' } },
    {
      name: 'adapters-are-chosen-by-their-table',
      comment: 'Which technology the settings name is decided in storage/open-stores.ts: nobody else needs to know that there are several.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/storage/' },
      to: { path: '^src/storage/[^/]+/' },
    },
    {
      name: 'an-adapter-knows-no-other',
      severity: 'error',
      from: { path: '^src/storage/([^/]+)/' },
      to: { path: '^src/storage/[^/]+/', pathNot: '^src/storage/$1/' },
    },
    { name: 'storage-knows-no-http', severity: 'error', from: { path: '^src/storage/' }, to: { path: '^src/(http|system|app\\.ts|main\\.ts)' } },
    {
      name: 'cli-is-a-client',
      comment: 'The command line client speaks HTTP. Of the service it takes wire types at most, which leave nothing at run time.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli/|shared/csv\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-knows-wire-types-alone',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli/|shared/csv\\.ts$|.*[-.]schemas\\.ts$)' },
    },
    {
      name: 'nothing-needs-the-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|demo)/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'fastify-only-at-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.routes\\.ts$|^src/http/|^src/demo/)' },
      to: { path: '^node_modules/(fastify|@fastify|fastify-type-provider-zod)(/|$)' },
    },
    {
      name: 'dashboard-uses-the-public-api-only',
      severity: 'error',
      from: { path: '^src/dashboard/' },
      to: { path: '^src/', pathNot: '^src/dashboard/' },
    },
    only('p-retry-has-one-home', 'p-retry', '^src/retry/'),
    only('aws-sdk-has-one-home', '@aws-sdk', '^src/storage/dynamodb/'),
    only('mssql-has-one-home', 'mssql', '^src/storage/sqlserver/'),
    only('tracing-sdk-has-one-home', '@opentelemetry/(sdk-trace|exporter-trace-otlp-proto|resources)', '^src/tracing/'),
    ...providerRules,
    {
      name: 'composition-is-the-top',
      comment: 'What lies in src/ itself puts the parts together. The demo starts the service as a whole.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/demo/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    { name: 'nothing-imports-main', severity: 'error', from: {}, to: { path: '^src/main\\.ts$' } },
    { name: 'src-knows-no-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench)/' } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'bench/peers/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json', '.d.ts'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
