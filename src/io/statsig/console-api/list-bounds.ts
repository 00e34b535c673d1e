// Bounds the lists of a run, in pages and in time: a list without an end is an error, and ends the run.
import { ApiError } from './error.ts'
import { redact } from './redact.ts'

/** A page has at most 100 items. */
const maxPages = { list: 1_000, run: 3_000 }
/** Waits for a limit of Statsig do not count. */
const maxMs = { list: 300_000, run: 600_000 }

/** For one list. */
export interface ListBounds {
  /** Called before each page. Throws where the list or the run has reached a bound. */
  readonly checkPage: () => void
  /** Throws where the number of pages, which the first page names, is too large. */
  readonly checkPageCount: (pages: number) => void
  /** What is left of the time, in milliseconds. */
  readonly remainingMs: () => number
  readonly end: () => void
}

export type BeginList = (path: string) => ListBounds

/** For the lists of a run. `workingMs`: the time of the run without waits for a limit. */
export const createListBounds = (workingMs: () => number): BeginList => {
  let [runPages, runMs, underWay, since] = [0, 0, 0, 0]
  const spentInRun = () => runMs + (underWay > 0 ? workingMs() - since : 0)
  return (path) => {
    const beganAt = workingMs()
    if (underWay === 0) since = beganAt
    underWay += 1
    let pages = 0
    const fail = (problem: string): never => {
      throw listError(path, `${problem}, which counts as an error`)
    }
    const checkTime = (): void => {
      if (workingMs() - beganAt >= maxMs.list)
        fail(`took more than ${maxMs.list / 60_000} minutes to be read`)
      if (spentInRun() >= maxMs.run)
        fail(`was not read: the lists of this run took more than ${maxMs.run / 60_000} minutes`)
    }
    return {
      checkPage: () => {
        checkTime()
        if (pages >= maxPages.list) fail(`has more than ${maxPages.list} pages`)
        if (runPages >= maxPages.run)
          fail(`was not read: the lists of this run have more than ${maxPages.run} pages`)
        pages += 1
        runPages += 1
      },
      checkPageCount: (count) => {
        if (count > maxPages.list) fail(`has more than ${maxPages.list} pages`)
      },
      remainingMs: () => Math.min(maxMs.list - (workingMs() - beganAt), maxMs.run - spentInRun()),
      end: () => {
        runMs = spentInRun()
        since = workingMs()
        underWay -= 1
      },
    }
  }
}

export const listError = (path: string, problem: string): ApiError =>
  new ApiError(`GET ${redact(path)} ${problem}`, {
    summary: `GET of a list ${problem}`,
    method: 'GET',
    path: redact(path),
    status: undefined,
    apiMessage: undefined,
    errors: [],
    written: 'no',
    fatal: false,
  })
