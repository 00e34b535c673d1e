// `explain`: what it says of every place of every kind, and that its examples are sound.
import { describe, expect, test } from 'vitest'
import { formatDiagnostic } from '../src/diagnostic.ts'
import { fieldPathsIn, resolveFieldPath } from '../src/fields/field-paths.ts'
import { exampleDefinition } from '../src/kinds/example.ts'
import { fileFieldOf } from '../src/kinds/file-fields.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'
import { load, loadFiles, offlineDiagnostics } from '../src/load/index.ts'
import { readSettings } from '../src/load/settings/index.ts'
import { explainField } from '../src/report/explain/field.ts'
import { formatYaml } from '../src/write/yaml.ts'
import { runCli } from './support/cli.ts'

const all: readonly Kind[] = kinds
const { settings } = readSettings(undefined)

describe.each(all)('of $kind', (kind) => {
  const root = fileFieldOf(kind)

  test('the example of every place is a definition without a fault', () => {
    const faults = [[], ...fieldPathsIn(root)].flatMap((path) => {
      const found = resolveFieldPath(root, path)
      if (!('place' in found)) return [`${path.join('.')} is not found`]
      const text = formatYaml(exampleDefinition(kind, found.place))
      const files = [{ path: `statsig/${kind.folder}/example.yaml`, text }]
      // A file that it names holds what it should.
      const lists = loadFiles(files, settings).lists.map((each) => ({ path: each, text: 'user-1' }))
      const loaded = load(files, settings, lists)
      return [...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)]
        .filter(({ severity }) => severity !== 'note')
        .map((each) => `${path.join('.')}: ${formatDiagnostic(each)}\n${text}`)
    })
    expect(faults).toEqual([])
  })
})

const explain = (...args: readonly string[]) => runCli(['explain', ...args], { cwd: '.' })

describe('explain', () => {
  test.each([
    'gate',
    'gate.rules.conditions.targetValue',
    'gate.rules.conditions.passes_gate.targetValue',
    'experiment.status',
    'experiment.allocation',
    'metric.warehouseNative.aggregation',
    'layer.parameters',
  ])('says of %s what there is to know', async (path) => {
    const { code, err, out } = await explain(path)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    await expect(out).toMatchFileSnapshot(`explain/${path}.txt`)
  })

  test.each([
    'gate.rules.name',
    'gate.rules[].name',
    'gate.rules[0].name',
    'gate/rules/0/name',
    'gate#/rules/*/name',
  ])('a key may be written as %s', async (path) => {
    expect((await explain(path)).out).toBe((await explain('gate.rules.name')).out)
  })

  test('without a kind there are all kinds, each with a sentence', async () => {
    const { code, out } = await explain()
    expect(code).toBe(0)
    expect(out.split('\n').flatMap((line) => /^([a-z_]+) {2}/.exec(line)?.[1] ?? [])).toEqual(
      kinds.map(({ kind }) => kind),
    )
  })

  test.each([
    ['gte', '`gte` is not a kind. Did you mean `gate`?'],
    ['gate.rulez', 'A gate has no key `rulez`. Did you mean `rules`?'],
    [
      'gate.passPercentage',
      'A gate has no key `passPercentage`. Did you mean `gate.rules[].passPercentage`?',
    ],
    ['gate.rules.nothing', '`gate.rules` has no key `nothing`. It has `name`, '],
    ['gate.isEnabled.more', '`gate.isEnabled` has no key `more`. There are no keys below it.'],
  ])('%s leads nowhere, and the near one is named', async (path, said) => {
    const { code, err, out } = await explain(path)
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain(said)
  })

  test('another spelling of a key means that key', async () => {
    expect((await explain('metric.metricDefinition')).out).toBe(
      (await explain('metric.warehouseNative')).out,
    )
  })

  test('a key that Statsig makes is said to be so', async () => {
    expect(await explain('gate.lastModifiedTime')).toMatchObject({
      code: 0,
      err: '',
      out: '`lastModifiedTime` is made by Statsig: a file may hold it, and it is not read from there.\n',
    })
  })

  test('programs read the same as data', async () => {
    const { out } = await explain('experiment.allocation', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({
      version: 2,
      kind: 'experiment',
      path: 'allocation',
      type: 'a number',
      limits: ['0 to 100'],
      required: false,
      example: '# statsig/experiments/example.yaml\nid: example\nname: Example\nallocation: 50\n',
    })
  })
})

describe.each(all)('the words for $kind', (kind) => {
  test('are full sentences, about every place', async () => {
    const root = fileFieldOf(kind)
    for (const path of fieldPathsIn(root)) {
      const found = resolveFieldPath(root, path)
      if (!('place' in found)) throw new Error(path.join('.'))
      const told = explainField(kind, root, found.place)
      for (const sentence of [told.doc, ...told.change, ...told.requirements])
        expect(sentence).toMatch(/^[A-Z0-9`].*[.)]$/s)
      expect(JSON.stringify(told)).not.toMatch(/undefined|NaN|Infinity/)
    }
  })
})
