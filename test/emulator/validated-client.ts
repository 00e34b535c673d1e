// The client with the witness beside it: what the emulator takes and answers, the published document must allow.
import { expect } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator/index.ts'
import { loadWitness } from '../support/openapi-validator/index.ts'
import { open, type Project } from './client.ts'

const witness = loadWitness()

export const openJudged = async (options: EmulatorOptions = {}): Promise<Project> => {
  const project = await open(options)
  if ('skipped' in witness) return project
  const send: Project['send'] = async (method, path, body, headers) => {
    const reply = await project.send(method, path, body, headers)
    const asked = { method, path: `/console/v1/${path}` }
    // A request that was refused may be as wrong as the test wants it.
    const faults = reply.status < 300 ? witness.judgeRequest({ ...asked, body }) : []
    expect([...faults, ...witness.judgeAnswer(asked, reply)]).toEqual([])
    return reply
  }
  return { ...project, send }
}
