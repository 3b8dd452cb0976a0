// The allowed direction of imports (docs/architecture.md): domains never reach up into storage or http, each vendor SDK has one home.
const only = (name, pkg, folder) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: folder },
  to: { path: `^node_modules/(${pkg})(/|$)` },
})

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domains-know-no-adapter',
      severity: 'error',
      from: { path: '^src/(shared|settings|logging|retry|tokens|companies|profiles|extraction|jobs)/' },
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
    { name: 'tokens-know-no-jobs', severity: 'error', from: { path: '^src/(tokens|profiles|companies)/' }, to: { path: '^src/(jobs|extraction)/' } },
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
    only('genai-has-one-home', '@google/genai', '^src/extraction/providers/gemini/'),
    only('openai-has-one-home', 'openai', '^src/extraction/providers/openai/'),
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
