// Time as the client sees it, so that fifteen minutes of waiting can be tested in a moment.
import { performance } from 'node:perf_hooks'
import { setTimeout as after } from 'node:timers/promises'
import type { Clock } from '../../../resources/api.ts'

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms) => {
    await after(ms)
  },
}
