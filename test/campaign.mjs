// Carries out a campaign whole, and writes its figures to `docs/contributing/campaigns.md`: `npm run campaign <name>`.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const campaigns = {
  markdown: 'test/report/markdown/hostile-pages.test.ts',
  edits: 'test/write/splice-invariants.test.ts',
  network: 'test/apply/fuzz.test.ts',
  merges: 'test/plan/merge-fuzz.test.ts',
  faults: 'test/campaigns/faults.test.ts test/campaigns/action-faults.test.ts',
  kills: 'test/kills/kill-drill.test.ts',
  interrupts: 'test/campaigns/interrupts.test.ts',
  'console-edits': 'test/campaigns/console-edits.test.ts',
  evaluators: 'test/specs/evaluators.test.ts test/specs/evaluation.test.ts',
  answers: 'test/campaigns/answers.test.ts',
  'applies-at-once': 'test/campaigns/applies-at-once.test.ts',
}
const page = 'docs/contributing/campaigns.md'

const [name = ''] = process.argv.slice(2)
const file = campaigns[name]
if (file === undefined) {
  console.error(`Name a campaign: ${Object.keys(campaigns).join(', ')}.`)
  process.exit(64)
}

const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1_000_000_000))
const folder = mkdtempSync(join(tmpdir(), 'campaign-'))
const [output, figures] = ['results.json', 'figures.jsonl'].map((each) => join(folder, each))
console.log(`SEED=${seed}`)
const began = performance.now()
const code = await new Promise((done) => {
  const env = {
    ...process.env,
    ...{ LONG: '1', CAMPAIGN: name, SEED: seed, CAMPAIGN_FIGURES: figures },
  }
  const args = ['vitest', 'run', ...file.split(' '), '--reporter=default', '--reporter=json']
  spawn('npx', [...args, `--outputFile.json=${output}`], { stdio: 'inherit', env }).on(
    'close',
    done,
  )
})
const seconds = Math.round((performance.now() - began) / 1000)
const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(output, 'utf8'))
const parts = existsSync(figures)
  ? readFileSync(figures, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : []
rmSync(folder, { recursive: true })

const day = new Date().toISOString().slice(0, 10)
const row = `| \`${name}\` | ${day} | ${seed} | ${seconds} | ${numPassedTests} | ${numFailedTests} |`
const old = new RegExp(`^\\| \`${name}\` \\| (\\d|never).*$`, 'm')
const block = new RegExp(
  `(<!-- figures: ${name} -->\\n)[\\s\\S]*?(<!-- end of figures: ${name} -->)`,
)
const text = readFileSync(page, 'utf8').replace(old, row)
writeFileSync(
  page,
  parts.length === 0
    ? text
    : text.replace(block, (_, begin, end) => `${begin}\n${tableOf(parts)}\n\n${end}`),
)
process.exitCode = code ?? 1

/** A row for each part: how many draws, and how they ended. */
function tableOf(rows) {
  const classes = [...new Set(rows.flatMap((each) => Object.keys(each.classes)))].sort()
  const lines = [
    ['mode', 'tried', 'failed', ...classes],
    Array.from({ length: classes.length + 3 }, () => '---'),
    ...rows.map((each) => [
      each.name,
      each.tried,
      each.failed,
      ...classes.map((name) => each.classes[name] ?? 0),
    ]),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
