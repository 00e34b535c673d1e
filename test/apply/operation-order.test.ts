// The graph is run exactly: neither before its time, nor later than it could be.
import { describe, expect, test } from 'vitest'
import type { SourceFile } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { withProject } from '../support/project.ts'
import { randomNumbers, shuffled } from '../support/samples/random.ts'
import { countByName, gate, live, outcomeStatuses } from './fixture.ts'

const passing = (id: string, ...others: readonly string[]): SourceFile =>
  gate(
    id,
    others.length === 0
      ? ''
      : `rules:\n${others.map((other) => `  - name: ${other}\n    passPercentage: 100\n    conditions: [{ type: passes_gate, targetValue: ${other} }]\n`).join('')}`,
  )

/** Holds creations back: each ends only when `mayEnd` says so of what has happened so far. */
const holding = (mayEnd: (id: string, events: readonly string[], nth: number) => boolean) => {
  const events: string[] = []
  let begun = 0
  let atOnce = 0
  let most = 0
  const between = (writer: Writer): Writer => ({
    ...writer,
    send: async (request, options) => {
      const id = JSON.stringify(request.body).match(/"id":"(\w+)"/)?.[1] ?? ''
      events.push(`${id} begins`)
      begun += 1
      atOnce += 1
      most = Math.max(most, atOnce)
      for (const nth = begun; !mayEnd(id, events, nth); )
        await new Promise((turn) => setImmediate(turn))
      const sent = await writer.send(request, options)
      atOnce -= 1
      events.push(`${id} ends`)
      return sent
    },
  })
  return { between, events, most: () => most }
}

test('an operation begins when what it comes after is done, and waits for no slower sibling', async () => {
  // `after_quick` is a level below `slow`, which ends only once `after_quick` has ended.
  const seen = holding((id, events) => id !== 'slow' || events.includes('after_quick ends'))
  const files = [
    passing('slow'),
    passing('quick'),
    passing('after_quick', 'quick'),
    passing('after_both', 'slow', 'quick'),
  ]
  await withProject({ unjudged: true, between: seen.between }, async (project) => {
    const { report } = await project.apply(files)
    expect(outcomeStatuses(report).filter((end) => !end.endsWith('done'))).toEqual([])
    const at = (event: string) => seen.events.indexOf(event)
    expect(at('after_quick begins')).toBeGreaterThan(at('quick ends'))
    expect(at('after_both begins')).toBeGreaterThan(at('slow ends'))
  })
})

test.each([1, 2, 5])(
  'no more than %i are under way at once, and no fewer where there is work',
  async (width) => {
    const files = Array.from({ length: 20 }, (_, n) => passing(`gate_${n}`))
    // Each batch ends only when all of it has begun.
    const seen = holding((_, events, nth) => {
      const begun = events.filter((event) => event.endsWith('begins')).length
      return begun >= Math.ceil(nth / width) * width
    })
    await withProject({ unjudged: true, between: seen.between }, async (project) => {
      await project.apply(files, { width })
      expect(seen.most()).toBe(width)
    })
  },
)

// Which of those under way ends first is drawn: no order of arrival may let one begin too early.
test.each(Array.from({ length: 12 }, (_, salt) => salt))(
  'none begins before what it names is done, whichever ends first (draw %i)',
  async (salt) => {
    const next = randomNumbers(400 + salt)
    const ids = Array.from({ length: 14 }, (_, n) => `gate_${n}`)
    const parents = new Map(ids.map((id, n) => [id, ids.slice(0, n).filter(() => next() < 0.2)]))
    const turns = new Map(ids.map((id) => [id, Math.floor(next() * 40)]))
    const seen = holding((id) => {
      const left = turns.get(id) ?? 0
      turns.set(id, left - 1)
      return left <= 0
    })
    const files = shuffled(
      ids.map((id) => passing(id, ...(parents.get(id) ?? []))),
      next,
    )
    await withProject({ unjudged: true, between: seen.between }, async (project) => {
      const { report } = await project.apply(files)
      expect(outcomeStatuses(report).filter((end) => !end.endsWith('done'))).toEqual([])
    })
    const tooEarly = [...parents].flatMap(([id, named]) => {
      const before = seen.events.slice(0, seen.events.indexOf(`${id} begins`))
      return named
        .filter((parent) => !before.includes(`${parent} ends`))
        .map((parent) => [id, parent])
    })
    expect(tooEarly).toEqual([])
    expect(seen.events).toHaveLength(2 * ids.length)
  },
)

test('operations that wait for others do not keep those out', async () => {
  const chain = Array.from({ length: 12 }, (_, n) =>
    passing(`link_${n}`, ...(n === 0 ? [] : [`link_${n - 1}`])),
  )
  await withProject({ unjudged: true }, async (project) => {
    const { report } = await project.apply(chain.toReversed(), { width: 1 })
    expect(outcomeStatuses(report).filter((end) => !end.endsWith('done'))).toEqual([])
  })
})

describe('a failure', () => {
  const files = [
    passing('root'),
    passing('child', 'root'),
    passing('grandchild', 'child'),
    passing('cousin', 'other'),
    passing('other'),
    passing('both', 'root', 'other'),
  ]

  test('skips what depends on it, each with its cause, and nothing else', async () => {
    await withProject({ unjudged: true }, async (project) => {
      project.emulator.faults = [{ kind: 'errors-object', method: 'POST', nth: 2 }]
      const { report } = await project.apply(files, { width: 1 })
      expect(outcomeStatuses(report)).toEqual([
        'gate/other create done',
        'gate/root create failed, wrote no',
        'gate/both create skipped: `gate/root` failed (create)',
        'gate/child create skipped: `gate/root` failed (create)',
        'gate/cousin create done',
        'gate/grandchild create skipped: `gate/child` was skipped',
      ])
      for (const id of ['both', 'child', 'grandchild'])
        expect(countByName(project.emulator, 'gates', id)).toBe(0)
      const again = await project.apply(files)
      expect(outcomeStatuses(again.report)).toHaveLength(4)
      expect(outcomeStatuses(again.report).filter((end) => !end.endsWith('done'))).toEqual([])
    })
  })
})

test('what is refused keeps out what depends on it, and nothing else', async () => {
  await withProject({}, async (project) => {
    await project.apply([passing('kept')])
    project.emulator.edit('gates', 'kept', (it) => ({ ...it, idType: 'stableID' }))
    const { report } = await project.apply([
      gate('kept', 'idType: userID\n'),
      passing('child', 'kept'),
      passing('free'),
    ])
    expect(outcomeStatuses(report).toSorted()).toEqual([
      'gate/child create skipped: `gate/kept` is refused',
      'gate/free create done',
      expect.stringMatching(/^gate\/kept update skipped: refused: /),
    ])
  })
})

test('references leave before what they refer to does', async () => {
  await withProject({}, async (project) => {
    await project.apply([passing('first'), passing('second', 'first')])
    const before = project.emulator.requests.length
    const { report } = await project.apply([
      gate('first', 'lifecycle: { retired: delete }\n'),
      gate('second', 'rules: []\n'),
    ])
    expect(outcomeStatuses(report).filter((end) => !end.endsWith('done'))).toEqual([])
    const sent = project.emulator.requests
      .slice(before)
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`)
    expect(sent).toEqual(['PATCH /console/v1/gates/second', 'DELETE /console/v1/gates/first'])
    expect(live(project.emulator, 'gates', 'first')).toEqual({})
  })
})
