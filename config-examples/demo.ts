// The main job, told step by step with the output of the real commands: `npm run demo`. It needs no account and no
// network but this machine's own, and writes nothing outside a temporary folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'dist', 'main.js')

interface Place {
  /** The copy of one example that the commands run in. */
  readonly folder: string
  /** Where the emulator is, and its key. */
  readonly env: Readonly<Record<string, string>>
}

interface Said {
  readonly code: number
  readonly out: string
}

const main = async (scratch: string): Promise<void> => {
  say(
    'This is the main job of statsig-gitops, run for real: YAML in git, a plan against Statsig’s Console API, and an',
    'apply. Statsig is played by the embedded emulator, which listens on this machine; nothing leaves it.',
  )
  await withEmulator('cloud', scratch, cloudStory)
  say(
    'The second example is a warehouse-native project: its metrics are SQL over tables of its own. The short form.',
  )
  await withEmulator('warehouse', scratch, warehouseStory)
  say('Every step did what it says. To go on by yourself, see “A first repository” in README.md.')
}

const cloudStory = async (place: Place): Promise<void> => {
  say('`validate` looks at the files alone. It sends nothing, and would name every fault at once.')
  const definitions = await expectValid(place)

  say(
    'The project is new, so the plan creates nearly everything. What every project has, such as environments and',
    'settings, it changes. It reads Statsig and has no way to write.',
  )
  const first = await planned(place, { first: 14, last: 12 })
  check(
    first.operations.every(({ action }) => ['create', 'update', 'start'].includes(action)),
    'The first plan only creates, changes what is there, and starts what was created.',
  )
  const planning = new Set(first.operations.map(({ address }) => address)).size
  check(planning + first.unchanged >= definitions, 'The first plan knows every definition.')

  say(
    '`apply` carries out the plan that was saved, in the order of its references, and reads back what it wrote. Had',
    'Statsig moved in the meantime, it would refuse.',
  )
  await applied(place, [saved, '--yes'], first.operations.length)

  say('Whatever was applied is in sync: the next plan is empty.')
  await expectInSync(place, definitions)

  say('Now somebody edits a percentage, as a pull request would.')
  await edit(place, 'statsig/gates/new_editor.yaml', 'passPercentage: 12.5', 'passPercentage: 25')

  say('The plan holds this one change and nothing else.')
  const second = await planned(place)
  const [change] = second.operations
  check(second.operations.length === 1, 'One change makes one operation.')
  check(
    change?.action === 'update' && change.address === 'gate/new_editor',
    'The operation updates the gate that was edited.',
  )
  check(
    change?.edits.length === 1 && change.edits[0]?.before === 12.5 && change.edits[0].after === 25,
    'The percentage goes from 12.5 to 25, and nothing else changes.',
  )

  say('Without a saved plan, `apply` makes a fresh one. (At a terminal it asks; `--yes` answers.)')
  await applied(place, ['--yes'], 1)

  say('And in sync again.')
  await expectInSync(place, definitions)

  await importStory(place)
}

/** The same project, as somebody sees it who has no files. */
const importStory = async ({ env, folder }: Place): Promise<void> => {
  say(
    'A project that has lived in the console comes in with one command. Here is the same one again, and an empty folder:',
    '`import` writes a file a resource, and leaves out what nobody wrote. Ids and overrides take a request of their own for',
    'each resource, so they come where they are asked for.',
  )
  const empty = join(folder, 'fresh')
  await mkdir(empty)
  const place = { env, folder: empty }
  const { out } = await show(place, ['import', '--all', '--include', 'ids,overrides'], {
    first: 6,
    last: 6,
  })
  const written = [...out.matchAll(/^\w+ +(\d+) written/gm)].map(([, count]) => Number(count))
  check(written.length > 20, 'There are files of more than twenty kinds.')

  say('What was written plans nothing.')
  await expectInSync(
    place,
    written.reduce((sum, count) => sum + count, 0),
  )
}

const warehouseStory = async (place: Place): Promise<void> => {
  const definitions = await expectValid(place)
  const { out } = await show(place, ['apply', '--yes'], { first: 0, last: 4 })
  const [, creates] = /^Plan: (\d+) to create/m.exec(out) ?? []
  check(Number(creates) >= definitions, 'The plan creates every definition.')
  check(/^Applied: \d+ done\.$/m.test(out), 'Everything is done.')
  await expectInSync(place, definitions)
}

/** How many definitions there are. */
const expectValid = async (place: Place): Promise<number> => {
  const { out } = await show(place, ['validate'])
  const [, definitions] = /^(\d+) definitions in \d+ files: valid\./.exec(out) ?? []
  check(Number(definitions) > 0, 'There are definitions, and all of them are valid.')
  return Number(definitions)
}

interface Plan {
  readonly operations: readonly {
    readonly action: string
    readonly address: string
    readonly edits: readonly { readonly before?: unknown; readonly after?: unknown }[]
  }[]
  readonly held: readonly unknown[]
  readonly unchanged: number
}

const saved = 'plan.json'

/** The plan as it was saved. */
const planned = async (place: Place, part?: Part): Promise<Plan> => {
  await show(place, ['plan', '--out', saved], part)
  return JSON.parse(await readFile(join(place.folder, saved), 'utf8'))
}

const applied = async (place: Place, args: readonly string[], operations: number) => {
  const { out } = await show(
    place,
    ['apply', ...args],
    operations > 1 ? { first: 0, last: 4 } : undefined,
  )
  check(
    /^Applied: (\d+) done\.$/m.exec(out)?.[1] === String(operations),
    `All ${operations} operations are done: nothing failed, waits or was skipped.`,
  )
}

const expectInSync = async (place: Place, definitions: number): Promise<void> => {
  const { held, operations, unchanged } = await planned(place)
  check(operations.length === 0 && held.length === 0, 'There is nothing to do or to hold.')
  check(unchanged === definitions, 'Every definition is in Statsig as it is written.')
}

/** Runs a command as a person would, and prints what it prints; a long output loses its middle. */
const show = async (place: Place, args: readonly string[], part?: Part): Promise<Said> => {
  command(args.join(' '))
  const said = await run(place, args)
  process.stdout.write(indented(shortened(said.out, part)))
  check(said.code === 0, `It ends with exit code 0, not ${said.code}.`)
  return said
}

interface Part {
  readonly first: number
  readonly last: number
}

const shortened = (text: string, part?: Part): readonly string[] => {
  const lines = text.trimEnd().split('\n')
  if (!part || lines.length <= part.first + part.last + 1) return lines
  const left = lines.length - part.first - part.last
  return [
    ...lines.slice(0, part.first),
    dim(`… ${left} more lines, left out by this demo`),
    ...lines.slice(-part.last),
  ]
}

const edit = async ({ folder }: Place, file: string, before: string, after: string) => {
  const path = join(folder, file)
  const text = await readFile(path, 'utf8')
  check(text.split(before).length === 2, `\`${before}\` stands once in ${file}.`)
  await writeFile(path, text.replace(before, after))
  process.stdout.write(indented([bold(file), `- ${before}`, `+ ${after}`]))
}

const run = ({ env, folder }: Place, args: readonly string[]): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = start(args, folder, env)
    const parts: string[] = []
    const slow = setTimeout(() => child.kill('SIGKILL'), 60_000)
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => parts.push(part))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(slow)
      resolve({ code: code ?? 1, out: parts.join('') })
    })
  })

/** The settings of whoever runs the demo stay out of it, a real key above all. */
const start = (args: readonly string[], cwd: string, env: Place['env']): ChildProcess => {
  const others = Object.entries(process.env).filter(([name]) => !/^(STATSIG_|NODE_)/.test(name))
  return spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...Object.fromEntries(others), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const withEmulator = async (
  project: 'cloud' | 'warehouse',
  scratch: string,
  story: (place: Place) => Promise<void>,
): Promise<void> => {
  const folder = join(scratch, project)
  await cp(join(root, 'config-examples', project), folder, { recursive: true })
  const args = ['emulator', '--project', project, '--port', '0']
  command(args.join(' '))
  const child = start(args, folder, {})
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    const greeting = await greetingOf(child)
    process.stdout.write(indented([greeting.split('\n')[0] ?? '']))
    const env = Object.fromEntries(
      [...greeting.matchAll(/\b(STATSIG_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    )
    check('STATSIG_API_URL' in env && 'STATSIG_API_KEY' in env, 'The emulator says where it is.')
    await story({ folder, env })
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** What the emulator prints once it listens. */
const greetingOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    const slow = setTimeout(() => reject(new Unkept(`The emulator listens.\n${text}`)), 30_000)
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => {
        text += part
        if (!/STATSIG_API_KEY=\S+\s/.test(text)) return
        clearTimeout(slow)
        resolve(text)
      })
    child.once('error', reject)
    child.once('close', () => reject(new Unkept(`The emulator listens.\n${text}`)))
  })

/** A step that did not do what it says. */
class Unkept extends Error {}

const check = (isKept: boolean, promise: string): void => {
  if (!isKept) throw new Unkept(promise)
}

const coloured = process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
const bold = (text: string): string => (coloured ? styleText('bold', text) : text)
const dim = (text: string): string => (coloured ? styleText('dim', text) : text)

const say = (...lines: readonly string[]): void => {
  process.stdout.write(`\n${lines.join('\n')}\n`)
}

const command = (line: string): void => {
  process.stdout.write(`\n${bold(`$ statsig-gitops ${line}`)}\n`)
}

const indented = (lines: readonly string[]): string =>
  lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')

const scratch = await mkdtemp(join(tmpdir(), 'statsig-gitops-demo-'))
try {
  await main(scratch)
} catch (error) {
  const what = error instanceof Unkept ? `This did not hold: ${error.message}` : String(error)
  process.stderr.write(`\n${what}\n`)
  process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true, force: true })
}
