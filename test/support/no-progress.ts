// Counts nothing, for tests that read without a command.
import type { Counter } from '../../src/session/progress.ts'

export const noProgress: Counter = { tick: () => {}, grow: () => {}, end: () => {} }
