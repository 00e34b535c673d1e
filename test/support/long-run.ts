// Tests for the long run alone: each of them starts many processes, and all of them together take minutes.
import { describe, test } from 'vitest'

const isLong = Boolean(process.env['LONG'])

export const longRunTest = (title: string, work: () => Promise<void>): void => {
  if (isLong) test(title, work)
}

/** A group of which no test runs usually. */
export const longRunSuite = (title: string, define: () => void): void => {
  if (isLong) describe(title, define)
}
