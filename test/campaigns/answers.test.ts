// Chance: hostile answers to any request of any command. It ends, with an exit code and a sentence, without a part of the key,
// and nothing is called done that is not.
import { drawsForRun } from '../support/long-run.ts'
import { stateWithoutFaults } from './aftermath.ts'
import { type CampaignPart, type Ending, testCampaign } from './campaign.ts'
import { type CliMode, cliModes, modeTitles, withStage } from './cli-modes.ts'
import { stateText } from './final-state.ts'
import { type HostileAnswer, hostileAnswers, showsKey } from './hostile-answers.ts'
import { problemsOf } from './invariants.ts'
import { drawSlots, pickOne } from './random-project.ts'

const draws = drawsForRun('answers', { usual: 4, long: 80, whole: 1_000 })

const commands: readonly (readonly string[])[] = [
  ...[['apply', '--yes'], ['apply', '--yes'], ['plan'], ['drift']],
  ...[['import', '--all', '--dry-run'], ['doctor']],
]

/** A run has at most 3,000 pages of lists. */
const maxRequests = 5_000
const maxHours = 4

interface Hostility {
  readonly answer: HostileAnswer
  readonly method: string
  /** The first request that it strikes, and how many. */
  readonly nth: number
  readonly times: number
}

const drawHostility = (command: string, random: () => number): Hostility => ({
  answer: pickOne(hostileAnswers, random),
  // The others send no write.
  method: command === 'apply' ? pickOne(['GET', 'POST', 'PATCH', 'any'], random) : 'GET',
  nth: pickOne([1, 1, 2, 3, 5], random),
  times: pickOne([1, 1, 3, Number.POSITIVE_INFINITY], random),
})

const play = async (mode: CliMode, random: () => number): Promise<Ending> => {
  const slots = drawSlots(random, 3)
  const [command = '', ...more] = pickOne(commands, random)
  const hostility = drawHostility(command, random)
  const { answer, method, nth, times } = hostility
  const expected = await stateWithoutFaults(mode, slots, random)
  let [isHostile, met, struck] = [false, 0, 0]
  const changeAnswer: Parameters<typeof withStage>[2]['sending'] = {
    random,
    changeAnswer: (given, request) => {
      if (!isHostile || (method !== 'any' && request.method !== method)) return given
      met += 1
      if (met < nth || met >= nth + times) return given
      struck += 1
      return answer.change(given, random)
    },
  }
  return withStage(mode, slots, { sending: changeAnswer }, async (stage) => {
    const { clock, emulator, sending } = stage.world
    const undeclared = stage.undeclared()
    const [requests, startedAt] = [sending.requests.length, clock.elapsed()]
    isHostile = true
    const twoWay = mode === 'two-way' && !['import', 'doctor'].includes(command)
    const first = await stage.world.run([command, ...(twoWay ? ['--two-way'] : []), ...more])
    isHostile = false
    const isComplete = stateText(emulator.snapshot()).join('\n') === expected
    const sent = sending.requests.length - requests
    const hours = (clock.elapsed() - startedAt) / 3_600_000
    return {
      problems: [
        ...problemsOf(first),
        ...(showsKey(first.text) ? ['a part of the key is printed'] : []),
        ...(first.text === '' ? ['nothing is said'] : []),
        ...(sent > maxRequests || hours > maxHours ? [`${sent} requests, ${hours} hours`] : []),
        ...(command === 'apply' && first.code === 0 && !isComplete && !answer.isLie
          ? ['0, and it is not so']
          : []),
        ...(stage.undeclared() === undeclared ? [] : ['what is not declared was changed']),
      ],
      classes: [struck === 0 ? 'not struck' : `ends with ${first.code}`, answer.name],
      trace: {
        ...{ mode, slots, command, hostility: { ...hostility, answer: answer.name } },
        ...{ sent, hours, code: first.code, outcomes: first.outcomes },
        text: first.text.slice(-1_500),
      },
    }
  })
}

testCampaign(
  'a hostile answer ends the run without a crash, and without the key in any text',
  cliModes.map(
    (mode): CampaignPart => ({
      name: modeTitles[mode],
      draws,
      play: (random) => play(mode, random),
    }),
  ),
)
