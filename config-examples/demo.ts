// Runs the main commands step by step and prints their output: `npm run demo`. Needs no account and no network, and
// writes only to a temporary folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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

interface CommandOutput {
  readonly code: number
  readonly out: string
}

const main = async (scratch: string): Promise<void> => {
  print(
    'This demo runs statsig-gitops: YAML in git, a plan against Statsig’s Console API, and an apply. The emulator of',
    'the Console API runs on this machine, and no request leaves the machine.',
  )
  await withEmulator('cloud', scratch, runCloudDemo)
  print(
    'The second example is a warehouse native project: its metrics are SQL queries on its own tables.',
  )
  await withEmulator('warehouse', scratch, runWarehouseDemo)
  print('All steps succeeded. Next, see “Create a first repository” in README.md.')
}

const runCloudDemo = async (place: Place): Promise<void> => {
  print('`validate` checks the files without a request, and reports all errors at once.')
  const definitions = await expectValid(place)

  print(
    'The project is new, so the plan creates nearly all resources. It changes those that exist in every project, such as',
    'environments and settings. `plan` reads from Statsig and never writes.',
  )
  const first = await makePlan(place, { first: 14, last: 12 })
  check(
    first.operations.every(({ action }) => ['create', 'update', 'start'].includes(action)),
    'The first plan has only operations that create, update and start.',
  )
  const planning = new Set(first.operations.map(({ address }) => address)).size
  check(planning + first.unchanged >= definitions, 'The first plan contains every definition.')

  print(
    '`apply` runs the saved plan, in the order of references, and reads the results back. It refuses a saved plan when',
    'Statsig has changed since.',
  )
  await applyPlan(place, [saved, '--yes'], first.operations.length)

  print('The project is in sync now: the next plan is empty.')
  await expectInSync(place, definitions)

  print('Now a percentage is edited, as in a pull request.')
  await edit(place, 'statsig/gates/note_summaries.yaml', 'passPercentage: 20', 'passPercentage: 40')

  print('The plan contains only this change.')
  const second = await makePlan(place)
  const [change] = second.operations
  check(second.operations.length === 1, 'One change makes one operation.')
  check(
    change?.action === 'update' && change.address === 'gate/note_summaries',
    'The operation updates the gate that was edited.',
  )
  check(
    change?.edits.length === 1 && change.edits[0]?.before === 20 && change.edits[0].after === 40,
    'The percentage goes from 20 to 40, and nothing else changes.',
  )

  print(
    'Without a saved plan, `apply` makes a new one. (At a terminal it asks for confirmation; `--yes` confirms.)',
  )
  await applyPlan(place, ['--yes'], 1)

  print('The project is in sync again.')
  await expectInSync(place, definitions)

  await runImportDemo(place)
}

/** Imports the same project into an empty folder outside of the first one, whose root it would be part of. */
const runImportDemo = async ({ env }: Place): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'statsig-gitops-demo-import-'))
  try {
    await importInto({ env, folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const importInto = async (place: Place): Promise<void> => {
  print(
    '`import` writes an existing project to files: one file for each resource, without resources that Statsig generated.',
    'Here it imports the same project into an empty folder. Ids and overrides need one more request for each resource, so',
    'they are imported only with `--include`.',
  )
  const { out } = await show(place, ['import', '--all', '--include', 'ids,overrides'], {
    first: 6,
    last: 6,
  })
  const written = [...out.matchAll(/^\w+ +(\d+) written/gm)].map(([, count]) => Number(count))
  check(written.length > 20, 'The import writes files of more than twenty kinds.')

  print('The plan for the imported files is empty.')
  await expectInSync(
    place,
    written.reduce((sum, count) => sum + count, 0),
  )
}

const runWarehouseDemo = async (place: Place): Promise<void> => {
  const definitions = await expectValid(place)
  const { out } = await show(place, ['apply', '--yes'], { first: 0, last: 4 })
  const [, creates] = /^Plan: (\d+) to create/m.exec(out) ?? []
  check(Number(creates) >= definitions, 'The plan creates every definition.')
  check(/^Applied: \d+ done\.$/m.test(out), 'All operations are done.')
  await expectInSync(place, definitions)
}

/** The number of definitions. */
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
  readonly kept: readonly unknown[]
  readonly unchanged: number
}

const saved = 'plan.json'

/** The plan as it was saved. */
const makePlan = async (place: Place, shown?: ShownLines): Promise<Plan> => {
  await show(place, ['plan', '--out', saved], shown)
  return JSON.parse(await readFile(join(place.folder, saved), 'utf8'))
}

const applyPlan = async (place: Place, args: readonly string[], operations: number) => {
  const { out } = await show(
    place,
    ['apply', ...args],
    operations > 1 ? { first: 0, last: 4 } : undefined,
  )
  check(
    /^Applied: (\d+) done\.$/m.exec(out)?.[1] === String(operations),
    `All ${operations} operations are done: none failed, is pending or was skipped.`,
  )
}

const expectInSync = async (place: Place, definitions: number): Promise<void> => {
  const { kept, operations, unchanged } = await makePlan(place)
  check(
    operations.length === 0 && kept.length === 0,
    'The plan has no operations and no kept differences.',
  )
  check(unchanged === definitions, 'Every definition is unchanged in Statsig.')
}

/** Runs a command and prints its output, without the middle lines of a long output. */
const show = async (
  place: Place,
  args: readonly string[],
  shown?: ShownLines,
): Promise<CommandOutput> => {
  printCommand(args.join(' '))
  const output = await run(place, args)
  process.stdout.write(indentLines(shortenLines(output.out, shown)))
  check(output.code === 0, `It ends with exit code 0, not ${output.code}.`)
  return output
}

interface ShownLines {
  readonly first: number
  readonly last: number
}

const shortenLines = (text: string, shown?: ShownLines): readonly string[] => {
  const lines = text.trimEnd().split('\n')
  if (!shown || lines.length <= shown.first + shown.last + 1) return lines
  const left = lines.length - shown.first - shown.last
  return [
    ...lines.slice(0, shown.first),
    dim(`… ${left} more lines, left out by this demo`),
    ...lines.slice(-shown.last),
  ]
}

const edit = async ({ folder }: Place, file: string, before: string, after: string) => {
  const path = join(folder, file)
  const text = await readFile(path, 'utf8')
  check(text.split(before).length === 2, `\`${before}\` stands once in ${file}.`)
  await writeFile(path, text.replace(before, after))
  process.stdout.write(indentLines([bold(file), `- ${before}`, `+ ${after}`]))
}

const run = ({ env, folder }: Place, args: readonly string[]): Promise<CommandOutput> =>
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

/** Starts the program without the Statsig and Node.js variables of the environment, above all without a real key. */
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
  runDemo: (place: Place) => Promise<void>,
): Promise<void> => {
  const folder = join(scratch, project)
  await cp(join(root, 'config-examples', project), folder, { recursive: true })
  const args = ['emulator', '--project', project, '--port', '0']
  printCommand(args.join(' '))
  const child = start(args, folder, {})
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    const greeting = await readGreeting(child)
    process.stdout.write(indentLines([greeting.split('\n')[0] ?? '']))
    const env = Object.fromEntries(
      [...greeting.matchAll(/\b(STATSIG_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    )
    check(
      'STATSIG_API_URL' in env && 'STATSIG_API_KEY' in env,
      'The emulator prints its URL and key.',
    )
    await runDemo({ folder, env })
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** The text that the emulator prints when it listens. */
const readGreeting = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    const slow = setTimeout(
      () => reject(new UnexpectedResult(`The emulator listens.\n${text}`)),
      30_000,
    )
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => {
        text += part
        if (!/STATSIG_API_KEY=\S+\s/.test(text)) return
        clearTimeout(slow)
        resolve(text)
      })
    child.once('error', reject)
    child.once('close', () => reject(new UnexpectedResult(`The emulator listens.\n${text}`)))
  })

/** A step did not have the expected result. */
class UnexpectedResult extends Error {}

const check = (isTrue: boolean, expectation: string): void => {
  if (!isTrue) throw new UnexpectedResult(expectation)
}

const isColored = process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
const bold = (text: string): string => (isColored ? styleText('bold', text) : text)
const dim = (text: string): string => (isColored ? styleText('dim', text) : text)

const print = (...lines: readonly string[]): void => {
  process.stdout.write(`\n${lines.join('\n')}\n`)
}

const printCommand = (line: string): void => {
  process.stdout.write(`\n${bold(`$ statsig-gitops ${line}`)}\n`)
}

const indentLines = (lines: readonly string[]): string =>
  lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')

const scratch = await mkdtemp(join(tmpdir(), 'statsig-gitops-demo-'))
try {
  await main(scratch)
} catch (error) {
  const what =
    error instanceof UnexpectedResult ? `Not as expected: ${error.message}` : String(error)
  process.stderr.write(`\n${what}\n`)
  process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true, force: true })
}
