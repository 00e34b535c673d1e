// Builds `action.yml` from the tables of inputs and outputs.
import { inputs } from '../../src/io/actions/input-table.ts'
import { outputs } from '../../src/io/actions/outputs.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const inputLines = (input: (typeof inputs)[number]): readonly string[] => [
  `  ${input.name}:`,
  `    description: ${quoted(input.doc)}`,
  ...('isRequired' in input
    ? ['    required: true']
    : ['    required: false', `    default: ${quoted(input.default)}`]),
  ...('deprecation' in input ? [`    deprecationMessage: ${quoted(input.deprecation)}`] : []),
]

const outputLines = ({ name, doc }: (typeof outputs)[number]): readonly string[] => [
  `  ${name}:`,
  `    description: ${quoted(doc)}`,
]

export const actionYml = (): string =>
  [
    '# Written by `vitest --update` from src/io/actions/.',
    'name: statsig-gitops',
    'description: Plans changes of a Statsig project on pull requests, applies them after the merge, and reports drift.',
    'author: the statsig-gitops authors',
    'branding:',
    '  icon: git-pull-request',
    '  color: blue',
    '',
    'inputs:',
    ...inputs.flatMap(inputLines),
    '',
    'outputs:',
    ...outputs.flatMap(outputLines),
    '',
    'runs:',
    '  using: node24',
    '  main: dist/action.js',
    '',
  ].join('\n')
