// Reads the id of the project that the key belongs to.
import { type ProjectInfo, ReadError } from './api.ts'

/** `undefined` where Statsig does not return the project to this key. */
export const readProjectId = async (projectInfo: ProjectInfo): Promise<string | undefined> => {
  try {
    return await projectInfo.readProjectId()
  } catch (error) {
    if (error instanceof ReadError && !error.isKeyRefused) return undefined
    throw error
  }
}
