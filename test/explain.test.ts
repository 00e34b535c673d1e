// `explain`: its text for every key of every kind fits 80 columns, and its examples are valid.
import { describe, expect, test as testInBothRuns } from 'vitest'
import { formatDiagnostic } from '../src/core/diagnostic.ts'
import { fieldPathsIn, resolveFieldPath } from '../src/fields/field-paths.ts'
import { exampleDefinition } from '../src/kinds/example.ts'
import { fileFieldOf } from '../src/kinds/file-fields.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'
import { load, loadFiles, offlineDiagnostics } from '../src/load/index.ts'
import { readSettings } from '../src/load/settings/index.ts'
import { explainField } from '../src/report/explain/field.ts'
import { explainKind } from '../src/report/explain/kind.ts'
import { fieldText, kindExplanationText } from '../src/report/explain/text.ts'
import { formatYaml } from '../src/write/yaml.ts'
import { runCli } from './support/cli.ts'
import { casesForRun, usualRunTest as test } from './support/long-run.ts'

const all: readonly Kind[] = kinds
const { settings } = readSettings(undefined)

describe.each(casesForRun(all, (_, index) => index % 3 === 0))('of $kind', (kind) => {
  const root = fileFieldOf(kind)

  testInBothRuns('the example of every key is a definition without a fault', () => {
    const faults = [[], ...fieldPathsIn(root)].flatMap((path) => {
      const found = resolveFieldPath(root, path)
      if (!('place' in found)) return [`${path.join('.')} is not found`]
      const text = formatYaml(exampleDefinition(kind, found.place))
      const files = [{ path: `statsig/${kind.folder}/example.yaml`, text }]
      // The text files that the example names exist.
      const lists = loadFiles(files, settings).lists.map((each) => ({ path: each, text: 'user-1' }))
      const loaded = load(files, settings, lists)
      return [...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)]
        .filter(({ severity }) => severity !== 'note')
        .map((each) => `${path.join('.')}: ${formatDiagnostic(each)}\n${text}`)
    })
    expect(faults).toEqual([])
  })
})

const explain = (...args: readonly string[]) =>
  runCli(['explain', ...args], { cwd: '.', width: 80 })

describe('explain', () => {
  test.each([
    'gate',
    'gate.rules.conditions.targetValue',
    'gate.rules.conditions.passes_gate.targetValue',
    'experiment.status',
    'experiment.allocation',
    'metric.warehouseNative.aggregation',
    'layer.parameters',
  ])('explains %s', async (path) => {
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

  test('without a kind, it lists all kinds, each with a sentence', async () => {
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
    ['gate.rules.nothing', '`gate.rules` has no key `nothing`. Its keys are `name`, '],
    ['gate.isEnabled.more', '`gate.isEnabled` has no key `more`. It has no keys.'],
  ])('%s is unknown, and a similar key is named', async (path, message) => {
    const { code, err, out } = await explain(path)
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain(message)
  })

  test('an alias of a key is explained as that key', async () => {
    expect((await explain('metric.metricDefinition')).out).toBe(
      (await explain('metric.warehouseNative')).out,
    )
  })

  test('a key that Statsig generates is explained as such', async () => {
    expect(await explain('gate.lastModifiedTime')).toMatchObject({
      code: 0,
      err: '',
      out: 'Statsig generates `lastModifiedTime`. A file may have it, and its value is ignored.\n',
    })
  })

  test('JSON output has the same content as data', async () => {
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

describe.each(all)('the text for $kind', (kind) => {
  test('has full sentences for every key', async () => {
    const root = fileFieldOf(kind)
    for (const path of fieldPathsIn(root)) {
      const found = resolveFieldPath(root, path)
      if (!('place' in found)) throw new Error(path.join('.'))
      const explanation = explainField(kind, root, found.place)
      for (const sentence of [explanation.doc, ...explanation.change, ...explanation.requirements])
        expect(sentence).toMatch(/^[A-Z0-9`].*[.)]$/s)
      expect(JSON.stringify(explanation)).not.toMatch(/undefined|NaN|Infinity/)
    }
  })

  test('fits 80 columns', () => {
    const root = fileFieldOf(kind)
    const style = { color: false, width: 80 }
    const texts = fieldPathsIn(root).map((path) => {
      const found = resolveFieldPath(root, path)
      if (!('place' in found)) throw new Error(path.join('.'))
      return fieldText(explainField(kind, root, found.place), {}, style)
    })
    const lines = [kindExplanationText(explainKind(kind), {}, style), ...texts].flatMap((text) =>
      text.split('\n'),
    )
    // A path and a pattern have no place to break.
    const breakable = lines.filter((line) => line.trim().includes(' ') && !/`\S{40,}`/.test(line))
    expect(breakable.filter((line) => line.length > 80)).toEqual([])
  })
})
