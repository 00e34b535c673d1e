// Lists the rooms of `src` and which rooms each may import. `architecture.test.ts` enforces it, and the documentation prints it.

const ground = [
  'json',
  'pointer',
  'diagnostic',
  'suggest',
  'source',
  'usage-error',
  'glob',
  'yaml-parser',
]
const language = [...ground, 'fields', 'kinds', 'reasons', 'model', 'resources', 'repository']
const stages = ['load', 'plan', 'apply', 'report', 'write', 'summary', 'redaction']
const domain = ['history', 'adoption', 'import']
const shared = [...language, ...stages, 'io', 'emulator', 'session']

/** Each room of `src`, and the rooms that it may import. */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  json: [],
  pointer: ['json'],
  'yaml-parser': [],
  diagnostic: [],
  'usage-error': [],
  glob: [],
  suggest: ['diagnostic'],
  source: ['diagnostic', 'pointer'],
  repository: ['diagnostic', 'json', 'source'],
  fields: ['json', 'pointer'],
  kinds: ['json', 'pointer', 'fields'],
  reasons: [...ground, 'fields', 'kinds'],
  'kept-differences': [...ground, 'fields', 'reasons'],
  model: [...ground, 'kept-differences', 'fields', 'kinds', 'reasons'],
  resources: [...ground, 'fields', 'kinds', 'model'],
  ...Object.fromEntries(stages.map((stage) => [stage, language])),
  report: [...language, 'summary', 'redaction'],
  history: [...language, 'load', 'plan'],
  adoption: [...language, 'load', 'plan', 'write'],
  import: [...language, 'load', 'plan', 'write'],
  io: language,
  emulator: ['json', 'pointer'],
  session: shared,
  prepare: [...shared, ...domain],
  commands: [...shared, ...domain, 'prepare'],
  'github-action': [
    ...shared.filter((part) => part !== 'emulator'),
    'history',
    'adoption',
    'prepare',
  ],
  'cli-options': ['import', 'report'],
  'cli-deprecations': [],
  cli: ['cli-options', 'cli-deprecations', 'commands', 'session', 'io', 'usage-error'],
  main: ['cli', 'session', 'emulator', 'io'],
  action: ['github-action', 'io', 'session'],
}
