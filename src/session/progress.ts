// A bar on standard error, where a person sits at a terminal.
import { SingleBar } from 'cli-progress'
import type { CommonOptions, World } from './environment.ts'

export interface Progress {
  readonly tick: () => void
  /** There is more to do than was known at first. */
  readonly grow: (more: number) => void
  readonly end: () => void
}

export const silent: Progress = { tick: () => {}, grow: () => {}, end: () => {} }

export const progress = (
  what: string,
  total: number,
  { format, quiet }: CommonOptions,
  { isTerminal }: World,
): Progress => {
  if (!isTerminal || quiet || format === 'json' || total === 0) return silent
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total}`,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: true,
  })
  bar.start(total, 0)
  return {
    tick: () => bar.increment(),
    grow: (more) => bar.setTotal(bar.getTotal() + more),
    end: () => bar.stop(),
  }
}
