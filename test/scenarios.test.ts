// Stories: a repository, a live project, what is done, and the whole of what is then said and sent.
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { JsonObject } from '../src/core/json.ts'
import {
  type Behavior,
  type Collection,
  type Emulator,
  isCollection,
  startEmulator,
} from '../src/emulator/index.ts'
import { canonicalJson } from '../src/fields/normalize.ts'
import {
  behaviorText,
  changedFiles,
  type Behavior as StepBehavior,
  statsigRequests,
} from './support/behavior.ts'
import { runCli } from './support/cli.ts'
import { casesForRun } from './support/long-run.ts'
import { startValidatingProxy } from './support/openapi-validator/index.ts'
import { openApiValidator } from './support/project.ts'
import { isReplaced } from './support/replaced-sentences.ts'
import { runGit } from './support/run-git.ts'
import { changedRefs, commitsIn, filesIn, refsIn } from './support/work-tree.ts'

interface Story {
  readonly title: string
  readonly project?: 'cloud' | 'warehouse'
  readonly behaviors?: readonly Behavior[]
  /** What Statsig holds before the story begins, as another client would have left it. */
  readonly live?: Partial<Record<Collection, readonly JsonObject[]>>
  readonly steps: readonly Step[]
  /** The files lie in a git repository, and are its first commit. */
  readonly git?: true
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
  /** What somebody does in the console: members of a resource, or the whole of it taken away. */
  | {
      readonly console: {
        readonly in: Collection
        readonly id: string
        readonly set?: JsonObject
        readonly remove?: true
        readonly by?: string
      }
    }
  /** What somebody does to a file: text to text, each found exactly once. */
  | { readonly edit: string; readonly replace: Readonly<Record<string, string>> }
  | { readonly write: string; readonly text: string }
  | { readonly remove: string }
  /** What a file holds by now. */
  | { readonly show: string }
  /** What goes wrong from here on. */
  | { readonly fault: 'review' | 'none' }
  /** What a person decides about the open review of a resource. */
  | { readonly review: 'approve' | 'reject'; readonly in: Collection; readonly id: string }
  /** A git command. */
  | { readonly git: string }

const folder = 'test/scenarios'
/** The other folders hold pages that the tests of the Action compare with. */
const names = (await readdir(folder)).filter((name) => existsSync(join(folder, name, 'story.yaml')))
const stories = await Promise.all(
  names.sort().map(async (name) => {
    const story: Story = parse(await readFile(join(folder, name, 'story.yaml'), 'utf8'))
    return { ...story, name }
  }),
)

// The usual run plays one of seven; the long run plays the others.
const storiesOfRun = casesForRun(stories, (_, index) => index % 7 === 0)
// Vitest cuts the long values of members, and two titles would be one.
test.each(storiesOfRun.map((story) => [story.title, story] as const))(
  '%s',
  async (_, { beyond = [], git, live = {}, name, behaviors = [], project, steps }) => {
    const root = await mkdtemp(join(tmpdir(), 'story-'))
    const time = { now: 1_750_000_000_000 }
    const emulator = await startEmulator({
      seed: 7,
      limits: 'none',
      key: 'console-emulator-story',
      clock: { now: () => time.now },
      behaviors,
      ...(project && { project }),
    })
    const judge =
      'skipped' in openApiValidator
        ? undefined
        : await startValidatingProxy(openApiValidator, emulator.url)
    try {
      await cp(join(folder, name, 'files'), root, { recursive: true })
      for (const [collection, objects] of Object.entries(live))
        for (const object of objects) emulator.insert(collectionOf(collection), object)
      const done: StepBehavior[] = []
      const stage = { root, emulator, url: judge?.url ?? emulator.url, time, git, done }
      if (git) {
        await inGit('init --quiet --template= --initial-branch=main', stage)
        await inGit('add --all', stage)
        await inGit('commit --quiet --message=First', stage)
      }
      const told: string[] = []
      for (const [index, step] of steps.entries()) {
        if (git) time.now += 60_000
        told.push(await tell(step, index + 1, stage))
      }
      await expect(
        behaviorText(done, git ? await commitsIn(root) : []),
        'what was done, whatever was said',
      ).toMatchFileSnapshot(join('scenarios', name, 'behavior.json'))
      if (!isReplaced)
        await expect(`${told.join('\n')}\n`).toMatchFileSnapshot(
          join('scenarios', name, 'expected.txt'),
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

interface Stage {
  readonly root: string
  readonly emulator: Emulator
  readonly url: string
  readonly time: { now: number }
  readonly git: true | undefined
  /** What each command did so far. */
  readonly done: StepBehavior[]
}

const collectionOf = (name: string): Collection => {
  if (!isCollection(name)) throw new Error(`\`${name}\` is not a collection.`)
  return name
}

/** Whoever commits, and when, is the same in every run: so are the ids of commits. */
const whenAndWho = ({ time }: Stage) => ({
  GIT_AUTHOR_DATE: new Date(time.now).toISOString(),
  GIT_COMMITTER_DATE: new Date(time.now).toISOString(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  HOME: '/nonexistent',
})

const inGit = async (words: string, stage: Stage): Promise<string> => {
  const { stderr, stdout } = await runGit(stage.root, words.split(' '), {
    ...whenAndWho(stage),
    PATH: process.env['PATH'] ?? '',
    GIT_AUTHOR_NAME: 'Ana',
    GIT_AUTHOR_EMAIL: 'ana@example.com',
    GIT_COMMITTER_NAME: 'Ana',
    GIT_COMMITTER_EMAIL: 'ana@example.com',
  })
  return stdout + stderr
}

const refsOf = async ({ git, root }: Stage): Promise<ReadonlyMap<string, string>> =>
  git ? refsIn(root) : new Map()

const tell = async (step: Step, number: number, stage: Stage): Promise<string> => {
  const { emulator, root, url } = stage
  if ('console' in step) {
    const { by, id, in: collection, remove, set = {} } = step.console
    const author = by === undefined ? undefined : { name: by.split('@')[0] ?? by, email: by }
    if (remove) emulator.remove(collection, id, author)
    else emulator.edit(collection, id, (object) => ({ ...object, ...set }), author)
    const who = by === undefined ? '' : `, by ${by}`
    return `# in the console${who}: ${id} ${remove ? 'is deleted' : canonicalJson(set)}\n`
  }
  if ('fault' in step) {
    emulator.faults = step.fault === 'none' ? [] : [{ kind: step.fault }]
    return `# from here on Statsig wants a review: ${step.fault === 'none' ? 'no' : 'yes'}\n`
  }
  if ('review' in step) {
    emulator.review(step.in, step.id, step.review)
    return `# in the console: the review of ${step.id} is decided: ${step.review}\n`
  }
  if ('git' in step) {
    const said = await inGit(step.git, stage)
    return `# git ${step.git}\n${said.trim() === '' ? '' : `${said.trimEnd()}\n`}`
  }
  if ('show' in step) {
    const text = await readFile(join(root, step.show), 'utf8')
    return `# ${step.show}:\n${text.replace(/^/gm, '  ').trimEnd()}\n`
  }
  if ('write' in step) {
    await mkdir(dirname(join(root, step.write)), { recursive: true })
    await writeFile(join(root, step.write), step.text)
    return `# ${step.write} is written:\n${step.text.replace(/^/gm, '  ').trimEnd()}\n`
  }
  if ('remove' in step) {
    await rm(join(root, step.remove))
    return `# ${step.remove} is deleted\n`
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
  const filesBefore = await filesIn(root)
  const refsBefore = await refsOf(stage)
  const said = await runCli(
    [
      ...step.run.split(' '),
      ...(/^validate|^schema/.test(step.run) ? [] : ['--api-url', url]),
      // Of writes at the same moment, the order that they come in is luck.
      ...(/^apply(?!.*--parallelism)/.test(step.run) ? ['--parallelism', '1'] : []),
    ],
    {
      cwd: root,
      env: {
        STATSIG_API_KEY: emulator.key,
        PATH: process.env['PATH'] ?? '',
        ...whenAndWho(stage),
        ...step.env,
      },
    },
  )
  const sent = emulator.requests.slice(before)
  const reads = sent.filter(({ method }) => method === 'GET').map(({ path }) => `GET ${path}`)
  const writes = sent.filter(({ method }) => method !== 'GET')
  const files = changedFiles(filesBefore, await filesIn(root))
  const refs = await changedRefs(root, refsBefore, await refsOf(stage))
  stage.done.push({
    step: number,
    exit: said.code,
    statsig: statsigRequests(sent),
    files,
    refs,
  })
  expect(said.code, `${step.run}\n${said.err}${said.out}`).toBe(step.exit)
  return [
    `$ statsig-gitops ${step.run}`,
    said.err + said.out.replaceAll(/127\.0\.0\.1/g, 'statsig'),
    `# exit code ${said.code}`,
    ...[...new Set(reads)].sort().map((line) => `# ${line}`),
    ...writes.map(
      ({ body, method, path, status }) => `# ${method} ${path} ${canonicalJson(body)} → ${status}`,
    ),
    '',
  ].join('\n')
}
