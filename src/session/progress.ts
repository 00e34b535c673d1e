// A progress bar on standard error, on a terminal only.
import { SingleBar } from 'cli-progress'
import type { Renderer } from '../report/renderer.ts'
import type { CommandEnvironment, CommonOptions } from './environment.ts'

export interface Progress {
  readonly tick: () => void
  /** There is more to do than was known at first. */
  readonly grow: (more: number) => void
  readonly end: () => void
}

export const noProgress: Progress = { tick: () => {}, grow: () => {}, end: () => {} }

export const startProgress = (
  label: string,
  total: number,
  { quiet }: Pick<CommonOptions, 'quiet'>,
  { isInteractive }: Pick<Renderer, 'isInteractive'>,
  { isTerminal }: Pick<CommandEnvironment, 'isTerminal'>,
): Progress => {
  if (!isTerminal || quiet || !isInteractive || total === 0) return noProgress
  const bar = new SingleBar({
    format: `${label} {bar} {value}/{total}`,
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
