// With `SHUFFLED=1` every server in the tests takes up a request after a random time of up to ten milliseconds: requests
// that are under way together are answered in any order. A test that fails then expects an order that nothing promises.
import { Server } from 'node:http'

export const isShuffled = Boolean(process.env['SHUFFLED'])

export const shuffleAnswers = (): void => {
  const { emit } = Server.prototype
  Object.assign(Server.prototype, {
    emit(this: Server, ...args: readonly unknown[]): boolean {
      const goOn = (): boolean => Reflect.apply(emit, this, args)
      if (args[0] !== 'request') return goOn()
      setTimeout(goOn, Math.random() * 10)
      return true
    },
  })
}
