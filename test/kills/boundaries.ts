// A server in front of an emulator that ends the sender of requests at a boundary of a write: before it is carried out, or
// after that and before its answer is passed on.
import { createServer, type IncomingMessage } from 'node:http'
import type { Emulator } from '../../src/emulator/index.ts'
import { bytesOf } from '../support/body-bytes.ts'

export interface Boundary {
  /** Counts the writes of a command, from 1. */
  readonly nth: number
  readonly when: 'before' | 'after'
}

export interface Front {
  readonly url: string
  /** The writes of the last command that wrote. */
  readonly writes: () => readonly string[]
  /** From now on writes are counted. At the boundary `kill` is called, and nothing is carried out or answered any more. */
  readonly arm: (boundary: Boundary | undefined, kill: () => void) => void
  readonly close: () => Promise<void>
}

export const boundaryText = ({ nth, when }: Boundary, writes: readonly string[]): string =>
  `${when} write ${nth} (${writes[nth - 1] ?? 'never reached'})`

export const startFront = async (emulator: Emulator): Promise<Front> => {
  let boundary: Boundary | undefined
  let kill = (): void => {}
  let isDead = false
  let [writes, isNew]: [string[], boolean] = [[], true]
  const die = (): void => {
    isDead = true
    kill()
  }
  const server = createServer(async (asked, answer) => {
    const text = (await bytesOf(asked))?.toString('utf8')
    if (isDead || text === undefined) return
    const { method = 'GET', url = '/' } = asked
    if (method !== 'GET') {
      if (isNew) writes = []
      isNew = false
      writes.push(`${method} ${pathOf(asked)}`)
    }
    const isAt = (when: Boundary['when']): boolean =>
      method !== 'GET' && boundary?.nth === writes.length && boundary.when === when
    if (isAt('before')) return die()
    const carriedOut = emulator.answer({ method, path: url, headers: asked.headers, text })
    if (isAt('after')) return die()
    answer.writeHead(carriedOut.status, { ...carriedOut.headers })
    answer.end(carriedOut.text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`,
    writes: () => writes,
    arm: (at, how) => {
      boundary = at
      kill = how
      isDead = false
      isNew = true
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string =>
  new URL(url, 'http://127.0.0.1').pathname.replace('/console/v1', '')
