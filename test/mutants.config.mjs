// Stryker's settings for `npm run test:mutants`: each mutant changes one place of the most dangerous modules.

export default {
  mutate: [
    'src/plan/**/*.ts',
    'src/apply/**/*.ts',
    'src/fields/compare/**/*.ts',
    'src/io/statsig/console-api/rate-limit.ts',
    'src/io/statsig/console-api/{retry,retry-after,retry-budget,sender}.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutants.vitest.ts', related: false },
  coverageAnalysis: 'perTest',
  // One worker: the machine is shared, and the tests use what there is.
  concurrency: 1,
  // Mutants that were judged are not tried again while they and the tests that reach them stay the same.
  incremental: true,
  incrementalFile: 'coverage/mutants/incremental.json',
  tempDirName: 'coverage/mutants/sandbox',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutants/report.json' },
  allowConsoleColors: false,
  disableTypeChecks: false,
  checkers: [],
  // There is no such file: the sandbox keeps ours as it is, which the API of TypeScript 7 cannot rewrite.
  tsconfigFile: 'none.json',
  timeoutMS: 20_000,
  thresholds: { high: 95, low: 90, break: null },
}
