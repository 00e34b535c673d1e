// The files of ID lists, which SDKs read on from where they stopped: a change is appended, and nothing is removed.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../../core/json.ts'

interface IdListFile {
  readonly fileID: string
  readonly creationTime: number
  readonly text: string
  readonly listed: ReadonlySet<string>
}

export interface IdListFiles {
  /** Appends what has changed in the lists. */
  readonly update: (lists: ReadonlyMap<string, readonly string[]>, now: number) => void
  /** The lists with the addresses of their files. */
  readonly directory: (baseUrl: string) => JsonObject
  readonly read: (fileID: string) => string | undefined
}

export const ID_LIST_PATH = '/v1/download_id_list_file/'

export const createIdListFiles = (): IdListFiles => {
  let files = new Map<string, IdListFile>()
  return {
    update: (lists, now) => {
      files = new Map(
        [...lists].map(([name, ids]) => [
          name,
          withChanges(files.get(name) ?? newFile(name, now), new Set(ids.map(listedHash))),
        ]),
      )
    },
    directory: (baseUrl) =>
      Object.fromEntries(
        [...files].map(([name, { creationTime, fileID, text }]) => [
          name,
          {
            name,
            size: text.length,
            url: `${baseUrl}${ID_LIST_PATH}${fileID}`,
            creationTime,
            fileID,
          },
        ]),
      ),
    read: (fileID) => [...files.values()].find((file) => file.fileID === fileID)?.text,
  }
}

const newFile = (name: string, now: number): IdListFile => ({
  fileID: createHash('sha256').update(`${name} ${now}`).digest('hex').slice(0, 22),
  creationTime: now,
  text: '',
  listed: new Set(),
})

const withChanges = (file: IdListFile, listed: ReadonlySet<string>): IdListFile => {
  const added = [...listed].filter((each) => !file.listed.has(each)).map((each) => `+${each}\n`)
  const removed = [...file.listed].filter((each) => !listed.has(each)).map((each) => `-${each}\n`)
  return { ...file, listed, text: [file.text, ...added, ...removed].join('') }
}

/** The file holds the first eight characters of the hash of an id. */
const listedHash = (id: string): string =>
  createHash('sha256').update(id).digest('base64').slice(0, 8)
