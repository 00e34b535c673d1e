// The plans of the drill: what is applied before, and the commit whose apply is killed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const planNames = ['cloud', 'warehouse', 'updates'] as const
export type PlanName = (typeof planNames)[number] | 'steps'

type Texts = Readonly<Record<string, string>>

export interface DrillPlan {
  readonly name: PlanName
  readonly project: 'cloud' | 'warehouse'
  /** Applied before. */
  readonly before: Texts
  readonly files: Texts
  /** A commit after it that changes the same resources once more. */
  readonly further: Texts
  /** A commit after it that takes back what can be taken back. */
  readonly reverted: Texts
}

const exampleFiles = (name: string): Texts => {
  const root = join('config-examples', name)
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const texts = paths.map((path) => [
    path.slice(root.length + 1).replaceAll('\\', '/'),
    readFileSync(path, 'utf8'),
  ])
  // What an apply that ends early leaves may ask for reviews already.
  const settings = `${readFileSync(join(root, 'statsig.yaml'), 'utf8')}\nreviews: bypass\n`
  return { ...Object.fromEntries(texts), 'statsig.yaml': settings }
}

const mapTexts = (files: Texts, change: (text: string, path: string) => string): Texts =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      path.endsWith('.yaml') && path !== 'statsig.yaml' ? change(text, path) : text,
    ]),
  )

/** Kinds whose description Statsig cannot change, or that are known by it. */
const isFixed = (path: string): boolean =>
  /\/(keys|ingestion|metrics|segments|team_settings)/.test(path)

const edition = (files: Texts, word: string): Texts =>
  mapTexts(files, (text, path) =>
    isFixed(path)
      ? text
      : text.replaceAll(
          /^description: ([^|>'"\n]*)$/gm,
          (_, said) => `description: ${said} ${word}`,
        ),
  )

const createdFrom = (name: 'cloud' | 'warehouse'): DrillPlan => {
  const files = exampleFiles(name)
  const before = Object.fromEntries(
    Object.entries(files).filter(([path]) => /^statsig\.yaml$|\/tags\//.test(path)),
  )
  return { name, project: name, before, files, further: edition(files, 'Again.'), reverted: before }
}

/** Pairs of what stands in a file of the cloud example, and what it becomes. */
const edits: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'statsig/gates/new_editor.yaml': [
    ['passPercentage: 12.5', 'passPercentage: 40'],
    ["['3301', '3302', '3307']", "['3301', '3309']"],
  ],
  'statsig/holdouts/editor.yaml': [['passPercentage: 2', 'passPercentage: 3']],
  'statsig/experiments/first_steps.yaml': [['duration: 28', 'duration: 21']],
  'statsig/alerts/search_is_slow.yaml': [['alertThreshold: 1000', 'alertThreshold: 1200']],
  'statsig/dynamic_configs/note_limits.yaml': [['maxNotes: 500', 'maxNotes: 600']],
  'statsig/roles/on_call.yaml': [['manage_alerts: true', 'manage_alerts: false']],
  'statsig/segments/beta_readers.txt': [['\n', '\nreader_of_the_second_edition\n']],
  'statsig/segments/paying_teams.yaml': [['[team, business]', '[team, business, school]']],
  'statsig/release_pipelines/careful.yaml': [['172800000', '86400000']],
}

const updatesOf = (files: Texts): Texts => {
  const edited = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      (edits[path] ?? []).reduce((rest, [from, to]) => {
        if (!rest.includes(from)) throw new Error(`\`${path}\` has no \`${from}\`.`)
        return rest.replace(from, to)
      }, text),
    ]),
  )
  return edition(edited, 'Second edition.')
}

const updates = (): DrillPlan => {
  const before = exampleFiles('cloud')
  const files = updatesOf(before)
  const further = mapTexts(edition(before, 'Third edition.'), (text) =>
    text
      .replace('passPercentage: 12.5', 'passPercentage: 60')
      .replace('maxNotes: 500', 'maxNotes: 700'),
  )
  return { name: 'updates', project: 'cloud', before, files, further, reverted: before }
}

/** One resource of each sort that takes several requests, and an update of two requests. */
const steps = (): DrillPlan => {
  const gate = (percentage: number, users: string) => `id: checkout
name: checkout
description: One page.
rules:
  - { name: Everybody, passPercentage: ${percentage}, conditions: [{ type: public }] }
overrides: { passingUserIDs: [${users}] }
`
  const settings = { 'statsig.yaml': 'reviews: bypass\n' }
  const before = { ...settings, 'statsig/gates/checkout.yaml': gate(10, 'ana') }
  const files = {
    ...settings,
    'statsig/gates/checkout.yaml': gate(20, 'ana, ben'),
    'statsig/layers/Page.yaml': `name: Page
description: The page.
idType: userID
parameters: [{ name: size, type: number, defaultValue: 1 }]
`,
    'statsig/holdouts/Spring.yaml': `name: Spring
description: Of spring.
idType: userID
isEnabled: true
passPercentage: 2
gateIDs: [checkout]
`,
    'statsig/segments/vip.yaml': 'id: vip\nname: vip\ntype: id_list\nids: [ana, ben]\n',
    'statsig/experiments/rank.yaml': `id: rank
name: rank
description: By rank.
status: active
groups:
  - { name: Old, size: 50, parameterValues: { size: 1 } }
  - { name: New, size: 50, parameterValues: { size: 2 } }
`,
  }
  const further = edition({ ...files, 'statsig/gates/checkout.yaml': gate(30, 'cem') }, 'Again.')
  return { name: 'steps', project: 'cloud', before, files, further, reverted: before }
}

export const drillPlan = (name: PlanName): DrillPlan => {
  switch (name) {
    case 'cloud':
    case 'warehouse':
      return createdFrom(name)
    case 'updates':
      return updates()
    case 'steps':
      return steps()
  }
}
