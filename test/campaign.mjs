// Carries out a campaign whole, and writes its figures to `docs/contributing/campaigns.md`: `npm run campaign <name>`.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const campaigns = {
  markdown: 'test/report/markdown/hostile-pages.test.ts',
  edits: 'test/write/splice-invariants.test.ts',
  network: 'test/apply/fuzz.test.ts',
  merges: 'test/plan/merge-fuzz.test.ts',
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
const output = join(folder, 'results.json')
console.log(`SEED=${seed}`)
const began = performance.now()
const code = await new Promise((done) => {
  const env = { ...process.env, LONG: '1', CAMPAIGN: name, SEED: seed }
  const args = ['vitest', 'run', file, '--reporter=default', '--reporter=json']
  spawn('npx', [...args, `--outputFile.json=${output}`], { stdio: 'inherit', env }).on(
    'close',
    done,
  )
})
const seconds = Math.round((performance.now() - began) / 1000)
const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(output, 'utf8'))
rmSync(folder, { recursive: true })

const day = new Date().toISOString().slice(0, 10)
const row = `| \`${name}\` | ${day} | ${seed} | ${seconds} | ${numPassedTests} | ${numFailedTests} |`
const text = readFileSync(page, 'utf8')
const old = new RegExp(`^\\| \`${name}\` \\| (\\d|never).*$`, 'm')
writeFileSync(page, text.replace(old, row))
process.exitCode = code ?? 1
