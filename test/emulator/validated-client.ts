// A client whose requests and answers are validated against the published document.
import { expect } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator/index.ts'
import { loadOpenApiValidator } from '../support/openapi-validator/index.ts'
import { open, type Project } from './client.ts'

const openApiValidator = loadOpenApiValidator()

export const openValidatedClient = async (options: EmulatorOptions = {}): Promise<Project> => {
  const project = await open(options)
  if ('skipped' in openApiValidator) return project
  const send: Project['send'] = async (method, path, body, headers) => {
    const reply = await project.send(method, path, body, headers)
    const asked = { method, path: `/console/v1/${path}` }
    // A request that was refused may be as wrong as the test wants it.
    const faults = reply.status < 300 ? openApiValidator.validateRequest({ ...asked, body }) : []
    expect([...faults, ...openApiValidator.validateResponse(asked, reply)]).toEqual([])
    return reply
  }
  return { ...project, send }
}
