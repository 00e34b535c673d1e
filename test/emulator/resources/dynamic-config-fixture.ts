// The dynamic config that its tests are about.

import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

export const PATH = 'dynamic_configs/home_page'
export const text = '{\n  // the color of the button\n  color: "red",\n}'

export const createConfig = async (body: JsonObject = {}, options: EmulatorOptions = {}) => {
  const project = await openValidatedClient(options)
  const reply = await project.send('POST', 'dynamic_configs', { name: 'Home Page', ...body })
  return { ...project, reply, data: reply.data }
}

export const errorsOf = (body: Json): unknown => {
  const errors = at(body, 'errors')
  return Array.isArray(errors) ? errors.map(({ property }) => property) : errors
}
