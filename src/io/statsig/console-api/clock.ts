// The clock of the system. Tests use another clock, so that they need not wait.
import { performance } from 'node:perf_hooks'
import { setTimeout as after } from 'node:timers/promises'
import type { Clock } from '../../../resources/api.ts'

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await after(ms, undefined, signal && { signal })
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  },
}
