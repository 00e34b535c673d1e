// Carries requests to an emulator of this process by calling it, and over HTTP as soon as a fault of the network is to
// strike. What is sent and answered is the same either way; the witness judges both.

import type { Json } from '../../src/core/json.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import { type Send, sendHttp } from '../../src/io/statsig/console-api/http.ts'
import {
  type OpenApiValidator,
  startValidatingProxy,
  type ValidatingProxy,
} from './openapi-validator/index.ts'
import { isShuffled } from './shuffled-answers.ts'

export interface Sending {
  readonly send: Send
  readonly findings: readonly string[]
  readonly close: () => Promise<void>
}

export const sendingTo = (emulator: Emulator, witness: OpenApiValidator | undefined): Sending => {
  const findings: string[] = []
  const over = http(emulator, witness)
  return {
    send: async (message, timeout) => {
      if (emulator.faults.length > 0) return over.send(message, timeout)
      const { body, headers, method, url } = message
      const where = { method, path: `${url.pathname}${url.search}` }
      if (witness) findings.push(...witness.validateRequest({ ...where, body: jsonOf(body ?? '') }))
      // An answer comes later than its request, as over a network.
      for (let turns = isShuffled ? Math.ceil(Math.random() * 8) : 1; turns > 0; turns -= 1)
        await new Promise(setImmediate)
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
      const answer = emulator.answer({
        ...where,
        headers: Object.fromEntries(lower),
        text: body ?? '',
      })
      if (witness)
        findings.push(
          ...witness.validateResponse(where, { status: answer.status, body: jsonOf(answer.text) }),
        )
      return { ...answer, headers: new Map(Object.entries(answer.headers)) }
    },
    get findings() {
      return [...findings, ...over.findings()]
    },
    close: over.close,
  }
}

const jsonOf = (text: string): Json | undefined => (text === '' ? undefined : JSON.parse(text))

const http = (emulator: Emulator, witness: OpenApiValidator | undefined) => {
  let judge: Promise<ValidatingProxy> | undefined
  let judged: ValidatingProxy | undefined
  let send: Send | undefined
  return {
    send: async (message: Parameters<Send>[0], timeout: number) => {
      if (witness) judge ??= startValidatingProxy(witness, emulator.url)
      judged = await judge
      const base = new URL(judged?.url ?? emulator.url)
      send ??= sendHttp(base)
      const url = new URL(message.url)
      url.port = base.port
      return send({ ...message, url }, timeout)
    },
    findings: () => judged?.findings ?? [],
    close: async () => {
      await (await judge)?.close()
    },
  }
}
