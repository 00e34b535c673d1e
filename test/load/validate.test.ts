// Messages about definitions and settings: each row has a file and all messages about it.
import { describe, expect, test } from 'vitest'
import { formatDiagnostic } from '../../src/core/diagnostic.ts'
import { member } from '../../src/core/json.ts'
import { kinds } from '../../src/kinds/index.ts'
import { load, offlineDiagnostics } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { withProject } from '../support/project.ts'

const { settings: defaults } = readSettings(undefined)

const messagesOf = (files: readonly SourceFile[], settings = defaults): readonly string[] => {
  const loaded = load(files, settings)
  return [...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)].map(formatDiagnostic)
}

type Row = readonly [title: string, path: string, text: string, messages: readonly string[]]

const gate = (rest: string): string => `id: gate_a\nname: Gate a\n${rest}`
const inRule = (rest: string): string =>
  gate(`rules:\n  - name: Everybody\n    passPercentage: 10\n    conditions:\n${rest}`)
const experiment = (rest: string): string =>
  `id: test_a\nname: Test a\ngroups:\n  - { name: A, size: 50, parameterValues: {} }\n  - { name: B, size: 50, parameterValues: {} }\n${rest}`

describe('the identity', () => {
  test.each<Row>([
    [
      'a number is a number',
      'gates/a.yaml',
      'id: 123\nname: Gate a\n',
      [
        "statsig/gates/a.yaml:1:5: error[invalid-value]: `id` must be text, not the number `123`.\n  hint: Put it in quotes: `'123'`.",
      ],
    ],
    [
      'a key without a value is reported once',
      'gates/a.yaml',
      'id:\nname: Gate a\n',
      ['statsig/gates/a.yaml:1:1: error[empty-value]: `id` has no value.\n  hint: Write a value.'],
    ],
    [
      'an empty text is refused',
      'gates/a.yaml',
      "id: ''\nname: Gate a\n",
      [
        'statsig/gates/a.yaml:1:5: error[invalid-value]: `id` is an empty text.\n  hint: Write a value.',
      ],
    ],
    [
      'one dot is refused',
      'gates/a.yaml',
      'id: .\nname: Gate a\n',
      [
        'statsig/gates/a.yaml:1:5: error[invalid-value]: `id` cannot be `.`: in a URL it would address another resource.\n  hint: Choose another value: the URL of the resource contains it.',
      ],
    ],
    [
      'two dots are refused where they only serve for matching',
      'layers/a.yaml',
      'id: ..\nname: Layer a\nidType: userID\n',
      [
        'statsig/layers/a.yaml:1:5: error[invalid-value]: `id` cannot be `..`: in a URL it would address another resource.\n  hint: Choose another value: the URL of the resource contains it.',
      ],
    ],
    [
      'a name of dots is refused',
      'tags/a.yaml',
      "name: '..'\ndescription: ''\n",
      [
        'statsig/tags/a.yaml:1:7: error[invalid-value]: `name` cannot be `..`: in a URL it would address another resource.\n  hint: Choose another value: the URL of the resource contains it.',
      ],
    ],
    [
      'an id may be older than the limit',
      'gates/a.yaml',
      'id: ab\nname: Gate a\n',
      [
        'statsig/gates/a.yaml:1:5: warning[invalid-value]: `id` must have at least 3 characters; it has 2.',
      ],
    ],
    [
      'other characters are named',
      'gates/a.yaml',
      'id: gate!(a)\nname: Gate a\n',
      [
        'statsig/gates/a.yaml:1:5: warning[invalid-value]: `id` contains `!`, `(` and `)`, which Statsig does not allow.\n  hint: It may contain the letters a to z, digits, `_`, `-` and `.`.',
      ],
    ],
    [
      'a layer without a name',
      'layers/a.yaml',
      'idType: userID\n',
      [
        'statsig/layers/a.yaml:1:1: error[missing-id]: This layer has no `name`.\n  hint: Add the line `name: …`: the display name, from which Statsig makes the id.',
      ],
    ],
    [
      'a metric without name and type',
      'metrics/a.yaml',
      'unitTypes: [userID]\n',
      [
        'statsig/metrics/a.yaml:1:1: error[missing-id]: This metric has no `name` and no `type`.\n  hint: Add the line `name: …`: the display name. A metric whose name is changed keeps the id that was made from its first name.',
      ],
    ],
    [
      'a type of metric that is misspelt is an error',
      'metrics/a.yaml',
      'name: Metric a\ntype: ratoi\nunitTypes: [userID]\n',
      [
        'statsig/metrics/a.yaml:2:7: error[invalid-value]: `type` cannot be `ratoi`.\n  hint: Did you mean `ratio`?',
      ],
    ],
    [
      'the id and the name are missing',
      'gates/a.yaml',
      'isEnabled: true\n',
      [
        'statsig/gates/a.yaml:1:1: error[missing-id]: This gate has no `id`.\n  hint: Add the line `id: …` with its id in Statsig.',
        'statsig/gates/a.yaml:1:1: error[missing-field]: A gate requires `name`.\n  hint: Add the line `name: …`: the display name.',
      ],
    ],
  ])('%s', (_, path, text, messages) => {
    expect(messagesOf([{ path: `statsig/${path}`, text }])).toEqual(messages)
  })
})

/** The list of kinds in a hint, which is shortened. */
const kindsText = (last: 'and' | 'or'): string => {
  const names = kinds.map(({ kind }) => `\`${kind}\``)
  return `${names.slice(0, 20).join(', ')} ${last} one of ${names.length - 20} more`
}

describe('the kind', () => {
  test.each<Row>([
    [
      'is missing',
      'a.yaml',
      gate(''),
      [
        `statsig/a.yaml:1:1: error[unknown-kind]: The document has no \`kind\`, and its file is not in the folder of a kind.\n  hint: Start the document with \`kind:\` and one of ${kindsText('or')}.`,
      ],
    ],
    [
      'resembles the name of a folder',
      'gate/a.yaml',
      gate(''),
      [
        'statsig/gate/a.yaml:1:1: error[unknown-kind]: The document has no `kind`, and its file is not in the folder of a kind.\n  hint: Did you mean the folder `gates`?',
      ],
    ],
    [
      'is nothing',
      'a.yaml',
      `kind:\n${gate('')}`,
      [
        `statsig/a.yaml:1:6: error[unknown-kind]: \`kind\` must be the name of a kind.\n  hint: The kinds are ${kindsText('and')}.`,
      ],
    ],
    [
      'is a number',
      'a.yaml',
      `kind: 5\n${gate('')}`,
      [
        `statsig/a.yaml:1:7: error[unknown-kind]: \`kind\` must be the name of a kind.\n  hint: The kinds are ${kindsText('and')}.`,
      ],
    ],
    [
      'is in other letters',
      'a.yaml',
      `kind: Gate\n${gate('')}`,
      [
        'statsig/a.yaml:1:7: error[unknown-kind]: `Gate` is not a kind.\n  hint: Did you mean `gate`?',
      ],
    ],
    [
      'has a plural form',
      'a.yaml',
      `kind: feature_gate\n${gate('')}`,
      [
        'statsig/a.yaml:1:7: error[unknown-kind]: `feature_gate` is not a kind.\n  hint: Did you mean `gate`?',
      ],
    ],
    ['wins over the folder', 'segments/a.yaml', `kind: gate\n${gate('')}`, []],
    ['is the folder’s above', 'gates/team/a.yaml', gate(''), []],
  ])('%s', (_, path, text, messages) => {
    expect(messagesOf([{ path: `statsig/${path}`, text }])).toEqual(messages)
  })
})

describe('keys and values', () => {
  test.each<Row>([
    [
      'a key of the top in a rule',
      'gates/a.yaml',
      inRule('      - type: public\n    isEnabled: true\n'),
      [
        'statsig/gates/a.yaml:8:5: error[unknown-field]: `rules[0]` has no field `isEnabled`.\n  hint: `isEnabled` belongs at the top of the document.',
      ],
    ],
    [
      'a key of a rule in a condition',
      'gates/a.yaml',
      inRule('      - type: public\n        environments: [production]\n'),
      [
        'statsig/gates/a.yaml:8:9: error[unknown-field]: `rules[0].conditions[0]` has no field `environments`.\n  hint: `environments` belongs in an item of `rules`.',
      ],
    ],
    [
      'a key of a condition in a rule',
      'gates/a.yaml',
      inRule('      - type: public\n    targetValue: [a]\n'),
      [
        'statsig/gates/a.yaml:8:5: error[unknown-field]: `rules[0]` has no field `targetValue`.\n  hint: `targetValue` belongs in an item of `conditions`.',
      ],
    ],
    [
      'a key of a condition at the top',
      'gates/a.yaml',
      gate('targetValue: [a]\n'),
      [
        'statsig/gates/a.yaml:3:1: error[unknown-field]: A gate has no field `targetValue`.\n  hint: `targetValue` belongs in an item of `conditions` in an item of `rules`.',
      ],
    ],
    [
      'a key of our own at the top',
      'gates/a.yaml',
      gate('retired: true\n'),
      [
        'statsig/gates/a.yaml:3:1: error[unknown-field]: A gate has no field `retired`.\n  hint: `retired` belongs in `lifecycle`.',
      ],
    ],
    [
      'a key of warehouse native metrics at the top',
      'metrics/a.yaml',
      'name: Metric a\ntype: user_warehouse\nwarehouseNative: { aggregation: count }\naggregation: count\n',
      [
        'statsig/metrics/a.yaml:4:1: error[unknown-field]: A metric has no field `aggregation`.\n  hint: `aggregation` belongs in `warehouseNative`.',
      ],
    ],
    [
      'an unknown key',
      'gates/a.yaml',
      gate('whatever: true\n'),
      [
        'statsig/gates/a.yaml:3:1: error[unknown-field]: A gate has no field `whatever`.\n  hint: If it is a new key of the API, add it to `extraFields` in `statsig.yaml`.',
      ],
    ],
    [
      'an unknown permission',
      'roles/a.yaml',
      'name: a\npermissions: { delete_configs: true, launch_rockets: true }\n',
      [
        expect.stringContaining(
          'error[unknown-field]: `permissions` has no field `launch_rockets`.',
        ),
      ],
    ],
    [
      'an unknown key, deeper',
      'gates/a.yaml',
      inRule('      - type: public\n        whatever: true\n'),
      [
        'statsig/gates/a.yaml:8:9: error[unknown-field]: `rules[0].conditions[0]` has no field `whatever`.\n  hint: The known keys are `type`, `operator`, `targetValue`, `field` and `customID`.',
      ],
    ],
    [
      'a condition that is a text',
      'gates/a.yaml',
      inRule('      - public\n'),
      [
        'statsig/gates/a.yaml:7:9: error[invalid-value]: `rules[0].conditions[0]` must be a record of keys and values, not the text `public`.\n  hint: Write its keys on the lines below, each as `key: value`, indented by two spaces.',
      ],
    ],
    [
      'a text that is a list',
      'gates/a.yaml',
      gate('description: [a]\n'),
      [
        'statsig/gates/a.yaml:3:14: error[invalid-value]: `description` must be text, not a list.\n  hint: Write one value, without `- ` or `[ ]`.',
      ],
    ],
    [
      'a text that is a record',
      'gates/a.yaml',
      gate('description: { a: b }\n'),
      [
        'statsig/gates/a.yaml:3:14: error[invalid-value]: `description` must be text, not a record.\n  hint: Put a text that contains `: ` or begins with `{` in quotes.',
      ],
    ],
    [
      'a text that is a number',
      'gates/a.yaml',
      gate('description: 5\n'),
      [
        "statsig/gates/a.yaml:3:14: error[invalid-value]: `description` must be text, not the number `5`.\n  hint: Put it in quotes: `'5'`.",
      ],
    ],
    [
      'a switch that is a number',
      'gates/a.yaml',
      gate('isEnabled: 1\n'),
      [
        'statsig/gates/a.yaml:3:12: error[invalid-value]: `isEnabled` must be `true` or `false`, not the number `1`.',
      ],
    ],
    [
      'a switch in quotes',
      'gates/a.yaml',
      gate("isEnabled: 'true'\n"),
      [
        'statsig/gates/a.yaml:3:12: error[invalid-value]: `isEnabled` must be `true` or `false`, not the text `true`.\n  hint: Write `true`, without quotes.',
      ],
    ],
    [
      'a whole number with decimals',
      'experiments/a.yaml',
      experiment('duration: 14.5\n'),
      [
        'statsig/experiments/a.yaml:6:11: error[invalid-value]: `duration` must be a whole number, not the number `14.5`.',
      ],
    ],
    [
      'a word that is a number',
      'experiments/a.yaml',
      experiment('defaultConfidenceInterval: 95\n'),
      [
        "statsig/experiments/a.yaml:6:28: error[invalid-value]: `defaultConfidenceInterval` must be text, not the number `95`.\n  hint: Put it in quotes: `'95'`.",
      ],
    ],
    [
      'a word of another list',
      'gates/a.yaml',
      gate('lifecycle:\n  retired: later\n'),
      [
        'statsig/gates/a.yaml:4:12: error[invalid-value]: `lifecycle.retired` cannot be `later`.\n  hint: It may be `true`, `false` or `delete`.',
      ],
    ],
    [
      'nothing among the items of a list',
      'gates/a.yaml',
      inRule('      -\n      - type: publik\n'),
      [
        'statsig/gates/a.yaml:7:8: error[empty-value]: `rules[0].conditions[0]` has no value.\n  hint: Write a value, or delete the line.',
        'statsig/gates/a.yaml:8:15: error[invalid-value]: `rules[0].conditions[1].type` cannot be `publik`.\n  hint: Did you mean `public`?',
      ],
    ],
    [
      'nothing where a list belongs',
      'gates/a.yaml',
      gate('rules:\n'),
      [
        'statsig/gates/a.yaml:3:1: error[empty-value]: `rules` has no value.\n  hint: Write its items on the lines below (`[]` for an empty list), or delete the line.',
      ],
    ],
    [
      'no segment at all',
      'gates/a.yaml',
      inRule('      - type: passes_segment\n        targetValue: []\n'),
      [
        'statsig/gates/a.yaml:8:22: error[invalid-value]: `rules[0].conditions[0].targetValue` must have at least one item.\n  hint: The segment that the user must be in, by id.',
      ],
    ],
    [
      'an empty reference that can be cleared',
      'experiments/a.yaml',
      experiment("targetingGateID: ''\n"),
      [],
    ],
    [
      'an empty reference in a list',
      'experiments/a.yaml',
      experiment("tags: ['']\n"),
      [
        'statsig/experiments/a.yaml:6:8: warning[invalid-value]: `tags[0]` is an empty text.\n  hint: Write a value.',
      ],
    ],
    [
      'less than nothing',
      'experiments/a.yaml',
      experiment('allocation: -1\n'),
      [
        'statsig/experiments/a.yaml:6:13: error[invalid-value]: `allocation` must be at least 0; it is -1.',
      ],
    ],
    [
      'a condition without what it compares',
      'gates/a.yaml',
      inRule('      - type: custom_field\n        operator: any\n        targetValue: [a]\n'),
      [
        'statsig/gates/a.yaml:7:9: error[missing-field]: `rules[0].conditions[0]` requires `field`.\n  hint: Add the line `field: …`: the key of the custom attribute of the user.',
      ],
    ],
    [
      'an operator for other conditions',
      'gates/a.yaml',
      inRule('      - type: public\n        operator: any\n'),
      [
        'statsig/gates/a.yaml:8:19: warning[undocumented-operator]: `rules[0].conditions[0].operator` is `any`, which Statsig does not document for this condition.\n  hint: Delete the line: this condition has no operator.',
      ],
    ],
    [
      'a retired gate needs nothing but its id',
      'gates/a.yaml',
      'id: gate_a\nlifecycle:\n  retired: true\n',
      [],
    ],
    [
      'a decision without its group and reason',
      'experiments/a.yaml',
      experiment('status: decision_made\n'),
      [
        'statsig/experiments/a.yaml:6:9: note[unmet-requirement]: An apply that decides needs `launchedGroupID`, the group that is launched.\n  hint: Add the line `launchedGroupID: …` with the name of the group.',
        'statsig/experiments/a.yaml:6:9: note[unmet-requirement]: An apply that decides or abandons needs a `decisionReason`.\n  hint: Add the line `decisionReason: …` with the reason.',
      ],
    ],
    [
      'a launched group that is misspelt',
      'experiments/a.yaml',
      experiment('controlGroupID: C\n'),
      [
        'statsig/experiments/a.yaml:6:17: warning[unknown-reference]: `controlGroupID` is `C`, which is not the name of an item of `groups`.\n  hint: Did you mean `A`?',
      ],
    ],
    [
      'a launched group by an id that Statsig may know',
      'experiments/a.yaml',
      experiment('controlGroupID: 6aBcDeFgHiJkLmNoPq\n'),
      [],
    ],
  ])('%s', (_, path, text, messages) => {
    expect(messagesOf([{ path: `statsig/${path}`, text }])).toEqual(messages)
  })
})

describe('the settings', () => {
  test.each<readonly [title: string, text: string, messages: readonly string[]]>([
    [
      'a key that is misspelt',
      'definitons: statsig\n',
      [
        'statsig.yaml:1:1: error[invalid-settings]: `statsig.yaml` has no field `definitons`.\n  hint: Did you mean `definitions`?',
      ],
    ],
    [
      'an unknown key',
      'whatever: true\n',
      [
        'statsig.yaml:1:1: error[invalid-settings]: `statsig.yaml` has no field `whatever`.\n  hint: The known keys are `definitions`, `tags`, `reviews`, `prune`, `onDrift`, `showLiveValues`, `guardrails`, `extraFields`, `caps` and `targets`.',
      ],
    ],
    [
      'a key left empty',
      'tags:\n',
      [
        'statsig.yaml:1:6: error[invalid-settings]: `tags` has no value.\n  hint: Write a value, or delete the line.',
      ],
    ],
    [
      'a word that is misspelt',
      'tags: declare\n',
      [
        'statsig.yaml:1:7: error[invalid-settings]: `tags` cannot be `declare`.\n  hint: Did you mean `declared`?',
      ],
    ],
    [
      'a kind that is misspelt',
      'extraFields:\n  gaet: [newKey]\n',
      [
        'statsig.yaml:2:3: error[invalid-settings]: `extraFields` has no field `gaet`.\n  hint: Did you mean `gate`?',
      ],
    ],
    [
      'a cap of nothing',
      'caps:\n  bytes: 0\n',
      ['statsig.yaml:2:10: error[invalid-settings]: `caps.bytes` must be at least 1; it is 0.'],
    ],
    [
      'an API key',
      `apiKey: \${STATSIG_API_KEY}\n`,
      [
        'statsig.yaml:1:1: error[invalid-settings]: `apiKey` cannot be set in a file of the repository: everyone with read access to the repository could use it.\n  hint: Set `STATSIG_API_KEY` in the environment, and delete the line. If the key was committed, replace it in Statsig.',
      ],
    ],
    [
      'a token',
      'console-token: abc\n',
      [
        'statsig.yaml:1:1: error[invalid-settings]: `console-token` cannot be set in a file of the repository: everyone with read access to the repository could use it.\n  hint: Set `STATSIG_API_KEY` in the environment, and delete the line. If the key was committed, replace it in Statsig.',
      ],
    ],
    [
      'another address',
      'api_url: https://example.com\n',
      [
        'statsig.yaml:1:1: error[invalid-settings]: `api_url` cannot be set in a file of the repository: a proposed change could send the API key to another host.\n  hint: Delete the line. To use another address, pass `--api-url`.',
      ],
    ],
    [
      'a proxy',
      'httpsProxy: https://example.com\n',
      [
        'statsig.yaml:1:1: error[invalid-settings]: `httpsProxy` cannot be set in a file of the repository: a proposed change could send the API key to another host.\n  hint: Delete the line. To use another address, pass `--api-url`.',
      ],
    ],
    [
      'a keyboard is not a key',
      'keyboard: qwerty\n',
      [
        'statsig.yaml:1:1: error[invalid-settings]: `statsig.yaml` has no field `keyboard`.\n  hint: The known keys are `definitions`, `tags`, `reviews`, `prune`, `onDrift`, `showLiveValues`, `guardrails`, `extraFields`, `caps` and `targets`.',
      ],
    ],
    [
      'two documents',
      'tags: any\n---\ntags: any\n',
      [
        'statsig.yaml:3:1: error[unsupported-yaml]: The settings file has more than one document.\n  hint: Remove the `---` between them.',
      ],
    ],
    [
      'a word of YAML 1.1',
      'prune: no\n',
      [
        'statsig.yaml:1:8: error[invalid-settings]: `prune` cannot be `no`.\n  hint: It may be `off`, `archive` or `delete`.',
      ],
    ],
    [
      'a limit that is none',
      'guardrails:\n  prune:\n    most: -1\n    percent: 101\n',
      [
        'statsig.yaml:3:11: error[invalid-settings]: `guardrails.prune.most` must be at least 0; it is -1.',
        'statsig.yaml:4:14: error[invalid-settings]: `guardrails.prune.percent` must be at most 100; it is 101.',
      ],
    ],
    ['variables are texts', `definitions: \${HOME}/statsig\n`, []],
  ])('%s', (_, text, messages) => {
    expect(readSettings({ path: 'statsig.yaml', text }).diagnostics.map(formatDiagnostic)).toEqual(
      messages,
    )
  })

  const settingsOf = (text: string) => readSettings({ path: 'statsig.yaml', text }).settings

  test('by default nothing is pruned, drift is kept and the guardrails are strict', () => {
    const { guardrails, onDrift, prune } = settingsOf('tags: any\n')
    expect({ guardrails, onDrift, prune }).toEqual({
      guardrails: { prune: { most: 10, percent: 20 } },
      onDrift: 'keep',
      prune: 'off',
    })
    expect(settingsOf('prune: off\n').prune).toBe('off')
  })

  test('values of the file replace defaults', () => {
    const text = 'prune: archive\nonDrift: overwrite\nguardrails:\n  prune:\n    most: 0\n'
    expect(settingsOf(text)).toMatchObject({
      prune: 'archive',
      onDrift: 'overwrite',
      guardrails: { prune: { most: 0, percent: 20 } },
    })
  })
})

describe('references to groups, checked with live state', () => {
  const planned = async (control: string, after: 'creation' | 'nothing') =>
    withProject({}, async ({ apply, plan, emulator }) => {
      const path = 'statsig/experiments/a.yaml'
      if (after === 'creation') await apply([{ path, text: experiment('') }])
      const { groups } = emulator.snapshot().experiments[0] ?? {}
      const [first] = Array.isArray(groups) ? groups : []
      const id = String(member(first, 'id') ?? '')
      const text = experiment(`controlGroupID: ${control.replace('ID', id)}\n`)
      return (await plan([{ path, text }])).diagnostics.map(({ code, severity }) => [
        severity,
        code,
      ])
    })
  const refused = [['error', 'unknown-reference']]

  test('a name that no group has is refused', async () => {
    expect(await planned('C', 'creation')).toEqual(refused)
    expect(await planned('6aBcDeFgHiJkLmNoPq', 'nothing')).toEqual(refused)
  })

  test('the id that Statsig generated for a group refers to the group', async () => {
    expect(await planned('ID', 'creation')).toEqual([])
  })
})
