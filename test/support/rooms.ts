// Lists the rooms of `src` and which rooms each may import. A room is a folder, or a file with rules of its own.
// `architecture.test.ts` enforces it, and the documentation prints it.

const ground = [
  'core/json',
  'core/pointer',
  'core/diagnostic',
  'core/suggest',
  'core/source',
  'core/usage-error',
  'core/glob',
  'core/yaml-parser',
]
const language = [
  ...ground,
  'fields',
  'kinds',
  'reasons',
  'model',
  'resources',
  'model/repository',
  'model/begun-apply',
  'model/record-name',
]
const stages = ['load', 'plan', 'apply', 'report', 'write', 'summary', 'redaction']
const domain = ['history', 'adoption', 'import']
const shared = [...language, ...stages, 'io', 'emulator', 'session']

/** Each room of `src`, and the rooms that it may import. */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  'core/json': [],
  'core/pointer': ['core/json'],
  'core/yaml-parser': [],
  'core/diagnostic': [],
  'core/usage-error': [],
  'core/glob': [],
  'core/suggest': ['core/diagnostic'],
  'core/source': ['core/diagnostic', 'core/pointer'],
  'model/record-name': [],
  'model/begun-apply': [],
  'model/repository': [
    'core/diagnostic',
    'core/json',
    'core/source',
    'model/begun-apply',
    'model/record-name',
  ],
  fields: ['core/json', 'core/pointer'],
  kinds: ['core/json', 'core/pointer', 'fields'],
  reasons: [...ground, 'fields', 'kinds'],
  'model/kept-differences': [...ground, 'fields', 'reasons'],
  model: [...ground, 'model/kept-differences', 'model/record-name', 'fields', 'kinds', 'reasons'],
  resources: [...ground, 'fields', 'kinds', 'model'],
  ...Object.fromEntries(stages.map((stage) => [stage, language])),
  report: [...language, 'summary', 'redaction'],
  history: [...language, 'load', 'plan'],
  adoption: [...language, 'load', 'plan', 'write'],
  import: [...language, 'load', 'plan', 'write'],
  io: language,
  specs: ['core/json'],
  emulator: ['core/json', 'core/pointer', 'specs'],
  session: shared,
  prepare: [...shared, ...domain],
  commands: [...shared, ...domain, 'prepare'],
  'github-action': [
    ...shared.filter((part) => part !== 'emulator'),
    'history',
    'adoption',
    'prepare',
  ],
  'cli/options': ['import', 'report'],
  'cli/deprecations': [],
  cli: ['cli/options', 'cli/deprecations', 'commands', 'session', 'io', 'core/usage-error'],
  'cli/main': ['cli', 'session', 'emulator', 'io'],
  'github-action/main': ['github-action', 'io', 'session'],
}
