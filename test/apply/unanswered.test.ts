// A server that answers nothing any more ends the run after a few operations, and not after all of them.
import { describe, expect } from 'vitest'
import type { Fault } from '../../src/emulator/index.ts'
import type { Report } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { withProject } from '../support/project.ts'
import { expectConverged, gate, withFaults, writes } from './fixture.ts'

const files = Array.from({ length: 12 }, (_, nth) => gate(`gate_${nth}`))

const countsOf = ({ outcomes }: Report) => {
  const count = (status: string) => outcomes.filter((each) => each.status === status).length
  return { done: count('done'), failed: count('failed'), skipped: count('skipped') }
}

const reasonsToSkip = ({ outcomes }: Report) => [
  ...new Set(outcomes.flatMap((each) => (each.status === 'skipped' ? each.reason.code : []))),
]

/** The fault strikes after so many writes. */
const played = (
  fault: Fault,
  { after = 0, width }: { readonly after?: number; readonly width: number },
  check: (report: Report, sent: { reads: number; writes: number }) => void,
) => {
  let left = Number.POSITIVE_INFINITY
  let strike = () => {}
  const between = (writer: Writer): Writer => ({
    ...writer,
    send: async (...given) => {
      if (left === 0) strike()
      left -= 1
      return writer.send(...given)
    },
  })
  return withProject({ ...withFaults(fault), between }, async (project) => {
    const { emulator } = project
    emulator.faults = []
    const { run } = await project.plan(files)
    const [asked, wrote] = [emulator.requests.length, writes(emulator)]
    left = after
    strike = () => {
      emulator.faults = [fault]
    }
    const report = await project.applyPlan(run, { width })
    const sent = writes(emulator) - wrote
    check(report, { writes: sent, reads: emulator.requests.length - asked - sent })
    left = Number.POSITIVE_INFINITY
    await expectConverged(project, files)
  })
}

describe('a server that answers nothing', () => {
  test('is asked by three operations in a row, and the others are not attempted', () =>
    played({ kind: 'reset' }, { width: 1 }, (report, sent) => {
      expect(countsOf(report)).toEqual({ done: 0, failed: 3, skipped: 9 })
      expect(reasonsToSkip(report)).toEqual(['no-answer'])
      // All attempts of three reads, and no look back at the end.
      expect(sent).toEqual({ reads: 15, writes: 0 })
      expect(reportExitCode(report)).toBe(1)
    }))

  test('is asked by those that are under way together', () =>
    played({ kind: 'reset' }, { width: 6 }, (report) => {
      expect(countsOf(report).failed).toBeLessThanOrEqual(8)
      expect(reasonsToSkip(report)).toEqual(['no-answer'])
    }))

  test('may have answered before: what was done then is not verified', () =>
    played({ kind: 'reset' }, { after: 5, width: 1 }, (report) => {
      expect(countsOf(report)).toEqual({ done: 5, failed: 3, skipped: 4 })
      expect(report.verificationError).toEqual({ code: 'no-answer' })
      expect(reportExitCode(report)).toBe(6)
    }))

  test('of writes alone ends the run as well', () =>
    played({ kind: 'reset', method: 'POST' }, { width: 1 }, (report) => {
      expect(countsOf(report)).toEqual({ done: 0, failed: 3, skipped: 9 })
      expect(reportExitCode(report)).toBe(6)
    }))
})

test('a server that answers with faults is asked for each operation', () =>
  played({ kind: '500', method: 'POST' }, { width: 1 }, (report) => {
    expect(countsOf(report)).toEqual({ done: 0, failed: 12, skipped: 0 })
  }))
