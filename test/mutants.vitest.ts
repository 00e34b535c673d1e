// The tests that judge mutants: those which run in their own process, without git. `MUTANT_TESTS` names fewer, as a glob.
import usual from '../vitest.config.ts'

const inProcess = [
  'test/{plan,apply,fields,resources}/**/*.test.ts',
  'test/io/statsig/**/*.test.ts',
]
const named = process.env['MUTANT_TESTS']

export default {
  ...usual,
  root: process.cwd(),
  test: { ...usual.test, include: named === undefined ? inProcess : named.split(' ') },
}
