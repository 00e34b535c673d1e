// Stories: a repository, a live project, what is done, and the whole of what is then said and sent.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  type Collection,
  type Emulator,
  isCollection,
  type Personality,
  startEmulator,
} from '../src/emulator/index.ts'
import { textOf } from '../src/fields/normal.ts'
import type { Members } from '../src/json.ts'
import { runCli } from './support/cli.ts'
import { witness } from './support/project.ts'
import { startJudge } from './support/witness/index.ts'

interface Story {
  readonly title: string
  readonly project?: 'cloud' | 'warehouse'
  readonly personalities?: readonly Personality[]
  /** What Statsig holds before the story begins, as another client would have left it. */
  readonly live?: Partial<Record<Collection, readonly Members[]>>
  readonly steps: readonly Step[]
  /** Parts of what the published document has to say against this story, which is about what it does not know. */
  readonly beyond?: readonly string[]
}
type Step =
  /** A command, with the exit code that it must end with. */
  | {
      readonly run: string
      readonly exit: number
      /** Variables that are set for it. */
      readonly env?: Readonly<Record<string, string>>
    }
  /** What somebody does in the console. */
  | { readonly console: { readonly in: Collection; readonly id: string; readonly set: Members } }
  /** What somebody does to a file: text to text, each found exactly once. */
  | { readonly edit: string; readonly replace: Readonly<Record<string, string>> }

const folder = 'test/stories'
const stories = await Promise.all(
  (await readdir(folder)).sort().map(async (name) => {
    const story: Story = parse(await readFile(join(folder, name, 'story.yaml'), 'utf8'))
    return { ...story, name }
  }),
)

test.each(stories)(
  '$title',
  async ({ beyond = [], live = {}, name, personalities = [], project, steps }) => {
    const root = await mkdtemp(join(tmpdir(), 'story-'))
    const emulator = await startEmulator({
      seed: 7,
      limits: 'none',
      key: 'console-emulator-story',
      clock: { now: () => 1_750_000_000_000 },
      personalities,
      ...(project && { project }),
    })
    const judge = 'skipped' in witness ? undefined : await startJudge(witness, emulator.url)
    try {
      await cp(join(folder, name, 'files'), root, { recursive: true })
      for (const [collection, objects] of Object.entries(live))
        for (const object of objects) emulator.insert(collectionOf(collection), object)
      const told: string[] = []
      for (const step of steps)
        told.push(await tell(step, root, emulator, judge?.url ?? emulator.url))
      await expect(`${told.join('\n')}\n`).toMatchFileSnapshot(
        join('stories', name, 'expected.txt'),
      )
      const findings = (judge?.findings ?? []).filter(
        (each) => !beyond.some((part) => each.includes(part)),
      )
      expect(findings).toEqual([])
    } finally {
      await judge?.close()
      await emulator.close()
      await rm(root, { recursive: true })
    }
  },
)

const collectionOf = (name: string): Collection => {
  if (!isCollection(name)) throw new Error(`\`${name}\` is not a collection.`)
  return name
}

const tell = async (step: Step, root: string, emulator: Emulator, url: string): Promise<string> => {
  if ('console' in step) {
    const { id, in: collection, set } = step.console
    emulator.edit(collection, id, (object) => ({ ...object, ...set }))
    return `# in the console: ${id} ${textOf(set)}\n`
  }
  if ('edit' in step) {
    const path = join(root, step.edit)
    let text = await readFile(path, 'utf8')
    for (const [from, to] of Object.entries(step.replace)) {
      expect(text.split(from)).toHaveLength(2)
      text = text.replace(from, () => to)
    }
    await writeFile(path, text)
    return `# in ${step.edit}: ${Object.entries(step.replace)
      .map(([from, to]) => `${JSON.stringify(from)} becomes ${JSON.stringify(to)}`)
      .join(', ')}\n`
  }
  const before = emulator.requests.length
  const said = await runCli(
    [...step.run.split(' '), ...(/^validate|^schema/.test(step.run) ? [] : ['--api-url', url])],
    {
      cwd: root,
      env: { STATSIG_API_KEY: emulator.key, ...step.env },
    },
  )
  const sent = emulator.requests.slice(before)
  const reads = sent.filter(({ method }) => method === 'GET').map(({ path }) => `GET ${path}`)
  const writes = sent.filter(({ method }) => method !== 'GET')
  expect(said.code, `${step.run}\n${said.err}${said.out}`).toBe(step.exit)
  return [
    `$ statsig-gitops ${step.run}`,
    said.err + said.out.replaceAll(/127\.0\.0\.1/g, 'statsig'),
    `# exit code ${said.code}`,
    ...[...new Set(reads)].sort().map((line) => `# ${line}`),
    ...writes.map(
      ({ body, method, path, status }) => `# ${method} ${path} ${textOf(body)} → ${status}`,
    ),
    '',
  ].join('\n')
}
