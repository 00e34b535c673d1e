// What `--format json` prints: each document conforms to its schema, and the page of the reference shows the schemas.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../src/core/json.ts'
import { applyJson } from '../src/report/json/apply.ts'
import { stopJson } from '../src/report/json/diagnostics.ts'
import { driftJson } from '../src/report/json/drift.ts'
import { doctorJson, importJson } from '../src/report/json/import.ts'
import { jsonVersion } from '../src/report/json/version.ts'
import { drift, states } from './report/markdown/samples.ts'
import { runCli } from './support/cli.ts'

const folder = 'schemas/output'
const schemas = new Map(
  readdirSync(folder)
    .sort()
    .map((file): [string, JsonObject] => {
      const schema: Json = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return [basename(file, '.json'), isJsonObject(schema) ? schema : {}]
    }),
)
const ajv = new Ajv({ strict: false, allErrors: true })
for (const [name, schema] of schemas) ajv.addSchema(schema, `${name}.json`)

const faultsOf = (schema: string, document: unknown): string => {
  const validate = ajv.getSchema(`${schema}.json`)
  if (validate === undefined) throw new Error(`There is no schema ${schema}.`)
  return validate(document) ? '' : ajv.errorsText(validate.errors)
}

/** As it is printed: members without a value are gone. */
const printed = (document: JsonObject): Json => JSON.parse(JSON.stringify(document))

const calls: readonly (readonly [string, string, number])[] = [
  ['validate', 'validate', 0],
  ['plan', 'plan --emulator', 0],
  ['plan', 'plan --emulator --server-validate', 0],
  ['plan', 'plan --emulator --seed seed', 0],
  ['apply', 'apply --emulator --yes', 0],
  ['apply', 'apply --emulator --yes --seed seed', 0],
  ['drift', 'drift --emulator --seed seed', 2],
  ['adoption', 'drift --emulator --seed seed --adopt', 0],
  ['import', 'import --all --emulator --seed seed --dry-run --out elsewhere', 0],
  ['doctor', 'doctor --emulator --seed seed', 0],
  ['explain', 'explain', 0],
  ['explain', 'explain gate', 0],
  ['explain', 'explain gate.rules.passPercentage', 0],
  ['explain', 'explain metric.warehouseNative.aggregation', 0],
  ['invalid', 'plan --emulator -C faulty', 3],
]

test.each(calls)('%s.json describes what `%s` prints', async (schema, line, exit) => {
  const root = await mkdtemp(join(tmpdir(), 'json-output-'))
  try {
    for (const name of ['statsig', 'seed', 'faulty']) {
      await cp(join('test', 'json-output', name), join(root, name), { recursive: true })
    }
    const { code, out } = await runCli([...line.split(' '), '--format', 'json'], { cwd: root })
    expect(faultsOf(schema, JSON.parse(out))).toBe('')
    expect(member(JSON.parse(out), 'version')).toBe(jsonVersion)
    expect(code).toBe(exit)
  } finally {
    await rm(root, { recursive: true })
  }
})

test('what scenarios print conforms', () => {
  const root = 'test/scenarios'
  const names = readdirSync(root).filter((name) => existsSync(join(root, name, 'expected.txt')))
  const documents = names.flatMap((name) => {
    const text = readFileSync(join(root, name, 'expected.txt'), 'utf8')
    const found = [
      ...text.matchAll(/^\$ statsig-gitops (\w+) .*--format json.*\n(\{\n[\s\S]*?\n\})\n/gm),
    ]
    return found.map(([, command = '', json = '']) => [command, json] as const)
  })
  expect(documents.length).toBeGreaterThan(2)
  for (const [command, json] of documents) expect(faultsOf(command, JSON.parse(json))).toBe('')
})

test('plans, reports and drift with everything in them conform', () => {
  for (const state of Object.values(states)) {
    if (!('plan' in state)) continue
    const report = 'report' in state ? { report: state.report } : {}
    const missingVariables = [
      { address: 'metric_source/a', name: 'TOKEN', reason: 'which is not set' },
    ]
    const result = { plan: state.plan, details: state.details, diagnostics: [], ...report }
    expect(faultsOf('apply', printed(applyJson(result)))).toBe('')
    expect(faultsOf('apply', printed(applyJson({ ...result, missingVariables })))).toBe('')
  }
  const source = 'Compared.'
  expect(faultsOf('drift', printed(driftJson({ drift, diagnostics: [], source })))).toBe('')
})

test('refusals, imports and findings with everything in them conform', () => {
  expect(faultsOf('refused', stopJson({ is: 'refused', reason: 'Refused.' }))).toBe('')
  expect(
    faultsOf(
      'refused',
      stopJson({ is: 'stale', cause: 'written-in-statsig', addresses: ['gate/a'] }),
    ),
  ).toBe('')
  const refused = [{ kind: 'segment', reason: 'GET answered 403' }]
  const unread = [{ name: 'overrides', resources: 2 }]
  const file = { path: 'statsig/gates/a.yaml', text: 'name: a\n' }
  const imported = importJson({
    isDryRun: true,
    written: [
      { resource: { address: 'gate/a' }, file, list: file, leftOut: [] },
      { resource: { address: 'gate/d' }, file, leftOut: [{ field: 'rules', reason: 'A fault.' }] },
    ],
    skipped: [
      { address: 'gate/b', reason: 'archived', why: 'archived' },
      { address: 'gate/c', reason: 'a fault' },
    ],
    refused,
    unread,
    warning: 'The files would not be loaded.',
  })
  expect(faultsOf('import', printed(imported))).toBe('')
  const edits = [{ pointer: '/a', label: 'a', before: 1, after: 2 }]
  const examined = doctorJson({
    source: 'Statsig',
    findings: {
      examined: 2,
      faulty: [
        { address: 'gate/b', reason: 'a fault' },
        { address: 'gate/c', field: 'rules', reason: 'a fault' },
      ],
      changing: [
        { address: 'gate/a', because: { code: 'kept', reason: { code: 'drift' } }, edits },
      ],
      unknown: [{ kind: 'gate', pointer: '/x', count: 1, example: 'gate/a' }],
      refused,
      unread,
    },
  })
  expect(faultsOf('doctor', printed(examined))).toBe('')
})

test('each schema explains itself and every member', () => {
  const undescribed = (schema: Json | undefined, at: string): readonly string[] => {
    if (isJsonArray(schema))
      return schema.flatMap((each, index) => undescribed(each, `${at}/${index}`))
    if (!isJsonObject(schema)) return []
    const own =
      'type' in schema && !('description' in schema) && /\/properties\/\w+$/.test(at) ? [at] : []
    return [...own, ...Object.entries(schema).flatMap(([k, v]) => undescribed(v, `${at}/${k}`))]
  }
  for (const [name, schema] of schemas) {
    expect(member(schema, 'description'), name).toMatch(/\.$/)
    expect(undescribed(schema, name)).toEqual([])
  }
})

test('the page of the reference shows the schemas', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/reference/json-output.md')
})

const page = (): string => {
  const names = [...schemas.keys()].filter((name) => name !== 'common')
  const common = member(schemas.get('common') ?? {}, 'definitions')
  const parts = isJsonObject(common) ? Object.entries(common) : []
  return [
    '# JSON output',
    `With \`--format json\` a command prints one JSON document to standard output. \`version\` is ${jsonVersion}; it grows when a member changes its name or meaning, and new members may come without a new version. Decide by codes and numbers: sentences may change in any version.`,
    'In every difference `before` is the value in Statsig and `after` the value in the file. A side that is absent means that there is no value. A sensitive value is `(hidden)`, `(hidden, changed)` where it differs from the value in Statsig, or a keyed digest (`hmac:…`) where `STATSIG_GITOPS_SEAL` is set. The id of an operation with sensitive values, and the digest of its plan, are made without them.',
    `JSON Schemas of all documents are in [\`schemas/output/\`](../../schemas/output). This page is made from them.`,
    ...names.map((name) => section(`\`${name}\``, schemas.get(name) ?? {})),
    '## Parts',
    ...parts.map(([name, part]) => section(`\`${name}\``, part, '###')),
  ]
    .join('\n\n')
    .concat('\n')
}

const section = (title: string, schema: Json, level = '##'): string => {
  const cases = member(schema, 'oneOf')
  const bodies = isJsonArray(cases) ? cases : [schema]
  return [
    `${level} ${title}`,
    text(member(schema, 'description')),
    ...bodies.flatMap((body) => [
      ...(isJsonArray(cases) ? [text(member(body, 'description'))] : []),
      table(body),
    ]),
  ].join('\n\n')
}

const table = (schema: Json): string => {
  const required = member(schema, 'required')
  const rows = membersOf(schema, '').map(
    ([name, property, isAlways]) =>
      `| \`${name}\` | ${typeOf(property)} | ${isAlways ? 'always' : ''} | ${describe(property)} |`,
  )
  return required === undefined && rows.length === 0
    ? ''
    : ['| member | type | present | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

type MemberRow = readonly [name: string, schema: Json, isAlways: boolean]

/** Members of members stand below them, with a path. */
const membersOf = (schema: Json, prefix: string): readonly MemberRow[] => {
  const properties = member(schema, 'properties')
  const required = member(schema, 'required')
  if (!isJsonObject(properties)) return []
  return Object.entries(properties).flatMap(([name, property]): readonly MemberRow[] => [
    [`${prefix}${name}`, property, isJsonArray(required) && required.includes(name)],
    ...membersOf(property, `${prefix}${name}.`),
    ...membersOf(member(property, 'items') ?? null, `${prefix}${name}[].`),
  ])
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

const referenceOf = (schema: Json): string | undefined => {
  const all = member(schema, 'allOf')
  const found = member(isJsonArray(all) ? (all[0] ?? null) : schema, '$ref')
  return typeof found === 'string' ? found.split('/').at(-1)?.replace('.json', '') : undefined
}

const typeOf = (schema: Json): string => {
  const reference = referenceOf(schema)
  if (reference !== undefined) return `[\`${reference}\`](#${reference.toLowerCase()})`
  const items = member(schema, 'items')
  const values = member(schema, 'enum')
  if (isJsonArray(values)) return values.map((value) => `\`${String(value)}\``).join(', ')
  const constant = member(schema, 'const')
  if (constant !== undefined) return `\`${String(constant)}\``
  if (items !== undefined) return `list of ${typeOf(items)}`
  return text(member(schema, 'type')) || 'any value'
}

const describe = (schema: Json): string => text(member(schema, 'description'))
