// Chance: a person edits, deletes or creates resources in the console at a random moment of an apply. What the person did is
// still there, or the apply says that it may be lost. Only what lies between a read and its write, within one round trip, may
// go unnoticed, where the kind has no version.
import { drawsForRun } from '../support/long-run.ts'
import { type CampaignPart, type Ending, testCampaign } from './campaign.ts'
import { type CliMode, cliModes, modeTitles, type Stage, withStage } from './cli-modes.ts'
import { drawFaults } from './draw-faults.ts'
import { duplicatesIn } from './final-state.ts'
import { problemsOf } from './invariants.ts'
import { type Act, actInConsole, type Done, drawAct } from './person.ts'
import { drawSlots, pickOne } from './random-project.ts'
import type { Result } from './result.ts'
import type { WorldOptions } from './world.ts'

const draws = drawsForRun('console-edits', { usual: 4, long: 80, whole: 1_000 })

/** Counted from the moment at which the apply begins to write. */
type Moment =
  /** Right before a write arrives: after the read of its turn. */
  | { readonly at: 'write'; readonly nth: number }
  | { readonly at: 'request'; readonly nth: number }
  | { readonly at: 'time'; readonly ms: number }

const drawMoment = (random: () => number): Moment => {
  const at = pickOne(['write', 'request', 'time'] as const, random)
  switch (at) {
    case 'write':
      return { at, nth: 1 + Math.floor(random() * 3) }
    case 'request':
      return { at, nth: 1 + Math.floor(random() * 7) }
    case 'time':
      return { at, ms: Math.floor(pickOne([10, 2_000, 30_000], random) * random()) }
  }
}

/** Acts once, at its moment. */
const personAt = (moment: Moment, act: Act) => {
  const arrived: { readonly method: string; readonly path: string }[] = []
  let [hasBegun, requests, writes] = [false, 0, 0]
  let stage: Stage | undefined
  let done: (Done & { readonly after: number }) | undefined
  const isAtHand = () => hasBegun && done === undefined
  const play = () => {
    if (stage === undefined || !isAtHand()) return
    done = { ...actInConsole(stage.world.emulator, act), after: arrived.length }
  }
  const sending: WorldOptions['sending'] = {
    onRequest: (request) => {
      if (isAtHand()) {
        const isWrite = request.method !== 'GET'
        requests += 1
        writes += isWrite ? 1 : 0
        if (moment.at === 'request' && moment.nth <= requests) play()
        if (moment.at === 'write' && isWrite && moment.nth <= writes) play()
      }
      arrived.push(request)
    },
  }
  return {
    sending,
    done: () => done,
    /** Whether what Statsig got next about the resource was a write: it was read before. */
    isInWindow: () => {
      const next = arrived.slice(done?.after ?? 0).find(({ path }) => done?.isAbout(path))
      return next !== undefined && next.method !== 'GET'
    },
    enter: (entered: Stage) => {
      stage = entered
    },
    begin: (over: AbortSignal) => {
      hasBegun = true
      if (moment.at === 'time')
        void stage?.world.clock.sleep(moment.ms, over).then(() => over.aborted || play())
    },
  }
}

/** Whether the apply says of a resource that it is not as the files say, or that something may be lost. */
const isTold = ({ code, nonConverged, outcomes }: Result, { address }: Done): boolean =>
  code !== 0 &&
  (nonConverged.some((each) => each.address === address) ||
    outcomes.some((each) => each.address === address && each.status !== 'done'))

const play = async (mode: CliMode, random: () => number): Promise<Ending> => {
  const slots = drawSlots(random, 3)
  const faults = random() < 0.4 ? drawFaults(random, 2) : []
  const [moment, act] = [drawMoment(random), drawAct(slots, random)]
  const width = pickOne([1, 2, 8], random)
  const person = personAt(moment, act)
  return withStage(mode, slots, { sending: { random, ...person.sending } }, async (stage) => {
    const { emulator, sending } = stage.world
    person.enter(stage)
    const undeclared = stage.undeclared()
    const over = new AbortController()
    sending.faults = faults
    const first = await stage.apply(['--parallelism', String(width)], {
      onBeforeWrites: () => person.begin(over.signal),
    })
    sending.faults = []
    over.abort()
    const done = person.done()
    const isKept = done?.isKept() ?? true
    const isLost = done !== undefined && !isKept && !isTold(first, done)
    const isUnseen = isLost && person.isInWindow() && !isNoticed(done, first)
    const twins = duplicatesIn(emulator.snapshot())
    return {
      problems: [
        ...problemsOf(first),
        ...(isLost && !isUnseen ? [`${done.does} of a person is overwritten in silence`] : []),
        ...(twins.length > 0 && first.code === 0 ? [`twice, in silence: ${twins.join()}`] : []),
        ...(stage.undeclared() === undeclared ? [] : ['what is not declared was changed']),
      ],
      classes: [
        done === undefined ? 'did nothing' : done.does,
        ...(done === undefined ? [] : [isKept ? 'kept' : isUnseen ? 'in the window' : 'told']),
        `ends with ${first.code}`,
      ],
      trace: {
        ...{ mode, slots, faults, moment, width, done, isInWindow: person.isInWindow() },
        first: [first.code, first.outcomes, first.nonConverged],
      },
    }
  })
}

/** What a write within the same round trip shows: its answer has the version, where the kind has one. */
const isNoticed = ({ address, hasVersion }: Done, { outcomes }: Result): boolean =>
  hasVersion &&
  outcomes.some(
    (each) =>
      each.address === address && each.action === 'update' && each.subResource === undefined,
  )

testCampaign(
  'what a person does during an apply is kept, or the apply says that it may be lost',
  cliModes.map(
    (mode): CampaignPart => ({
      name: modeTitles[mode],
      draws,
      play: (random) => play(mode, random),
    }),
  ),
)
