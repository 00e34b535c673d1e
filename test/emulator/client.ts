// A client of the emulator as any other would be: fetch, a key, JSON.
import { onTestFinished } from 'vitest'
import { isJsonArray, type Json, type JsonObject, member } from '../../src/core/json.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'

interface Reply {
  readonly status: number
  readonly body: Json
  readonly data: Json | undefined
  readonly headers: Headers
}

export interface Project {
  readonly emulator: Emulator
  readonly send: (
    method: string,
    path: string,
    body?: Json,
    headers?: { readonly [name: string]: string },
  ) => Promise<Reply>
}

export const open = async (options: EmulatorOptions = {}): Promise<Project> => {
  const emulator = await startEmulator({ seed: 1, ...options })
  onTestFinished(() => emulator.close())
  const send: Project['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${emulator.url}/console/v1/${path}`, {
      method,
      redirect: 'manual',
      headers: { 'statsig-api-key': emulator.key, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer: Json = JSON.parse(await response.text())
    return {
      status: response.status,
      body: answer,
      data: member(answer, 'data'),
      headers: response.headers,
    }
  }
  return { emulator, send }
}

/** The value at a path of members and positions. */
export const at = (
  value: Json | undefined,
  ...path: readonly (string | number)[]
): Json | undefined =>
  path.reduce<Json | undefined>((inner, step) => {
    if (typeof step === 'string') return member(inner, step)
    return isJsonArray(inner) ? inner[step] : undefined
  }, value)

export const everyone: JsonObject = { type: 'public' }

export const rule = (name: string, passPercentage = 100, more: JsonObject = {}): JsonObject => ({
  name,
  passPercentage,
  conditions: [everyone],
  ...more,
})

export const warehouseSource: JsonObject = {
  name: 'orders',
  sql: 'select 1\n',
  timestampColumn: 'ts',
  idTypeMapping: [
    { statsigUnitID: 'userID', column: 'user_id' },
    { statsigUnitID: 'stableID', column: 'stable_id' },
  ],
}

export const warehouseMetric: JsonObject = {
  name: 'Order value',
  type: 'user_warehouse',
  unitTypes: ['userID'],
  warehouseNative: { aggregation: 'sum', metricSourceName: 'orders', valueColumn: 'value' },
}

export const cloudMetric: JsonObject = {
  name: 'Order count',
  type: 'event_count_custom',
  unitTypes: ['userID'],
  metricEvents: [{ name: 'order', type: 'count' }],
}
