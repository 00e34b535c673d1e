// Random faults of a network, for one apply.
import type { Fault } from '../../src/emulator/index.ts'
import { playedFaults } from '../support/faulty-sending.ts'
import { pickOne } from './random-project.ts'

/** Fewer requests archive, start or delete than read. */
const methods = ['GET', 'GET', 'POST', 'POST', 'PATCH', 'PATCH', 'PUT', 'DELETE'] as const

/** Seconds: a short wait, one beyond a turn, and one beyond a lease. */
const waits = ['1', '30', '300', '900'] as const

export const drawFaults = (random: () => number, most: number): readonly Fault[] =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => drawFault(random))

const drawFault = (random: () => number): Fault => {
  const kind = pickOne(playedFaults, random)
  const method = pickOne(methods, random)
  return {
    kind,
    ...where(random, method),
    ...(kind === '429' && random() < 0.7 && { retryAfter: pickOne(waits, random) }),
  }
}

/** One request, several in a row, or some of all. */
const where = (random: () => number, method: string): Partial<Fault> => {
  const how = random()
  if (how < 0.1) return { rate: 0.3 }
  if (how < 0.2) return { method, times: 6 }
  return { method, nth: pickOne([1, 1, 1, 2, 3, 4, 6, 9], random) }
}
