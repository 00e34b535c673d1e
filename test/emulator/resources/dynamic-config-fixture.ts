// The dynamic config that its tests are about.
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import type { Json, Members } from '../../../src/json.ts'
import { at } from '../client.ts'
import { openJudged } from '../validated-client.ts'

export const PATH = 'dynamic_configs/home_page'
export const text = '{\n  // the color of the button\n  color: "red",\n}'

export const made = async (body: Members = {}, options: EmulatorOptions = {}) => {
  const project = await openJudged(options)
  const reply = await project.send('POST', 'dynamic_configs', { name: 'Home Page', ...body })
  return { ...project, reply, data: reply.data }
}

export const errorsOf = (body: Json): unknown => {
  const errors = at(body, 'errors')
  return Array.isArray(errors) ? errors.map(({ property }) => property) : errors
}
