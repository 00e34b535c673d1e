// What every test file begins with: chance that can be repeated, and its seed told wherever a test fails.
import fc from 'fast-check'
import { afterEach } from 'vitest'
import { seed } from './seed.ts'
import { isShuffled, shuffleAnswers } from './shuffled-answers.ts'

fc.configureGlobal({ seed })
// Patched once for each worker, which runs many files.
if (isShuffled && !('answersAreShuffled' in globalThis)) {
  Object.assign(globalThis, { answersAreShuffled: true })
  shuffleAnswers()
}

afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return
  const again = `SEED=${seed}${process.env['LONG'] ? ' LONG=1' : ''} npx vitest run ${task.file.name}`
  console.error(`"${task.name}" drew with the seed ${seed}. To repeat it: ${again}`)
})
