// The file in the git directory that tells which applies of this clone have begun.
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { isJsonObject, type Json, member, parseJson } from '../../core/json.ts'
import type {
  ApplyLease,
  LocalApplies,
  LocalAppliesFile,
  LocalBegunApply,
  ProcessReference,
  UnusableFile,
} from '../../model/begun-apply.ts'
import { encodeRoot, type RecordName } from '../../model/record-name.ts'
import { GitError } from '../../model/repository.ts'
import { errorCode } from '../disk/error-code.ts'
import { withFileLock } from '../disk/file-lock.ts'
import {
  makePrivateFolder,
  readPrivateFile,
  removePrivateFile,
  writePrivateFile,
} from '../disk/private-file.ts'
import { isProcessGone, ownProcess, processFrom } from '../process-reference.ts'
import { parseAll, parseBegun, parseLease } from './approval-members.ts'
import { isObjectId } from './history.ts'

export const localAppliesFile = (commonDir: string, name: RecordName): LocalAppliesFile => {
  const path = join(commonDir, 'statsig-gitops', `${fileNameOf(name)}.json`)
  const read = async (): Promise<LocalApplies | UnusableFile> => {
    const text = await readPrivateFile(path)
    if (typeof text === 'object') return { path, ...text }
    if (text === undefined) return { begun: [] }
    const content = parseLocalApplies(text)
    if (typeof content === 'string') return { path, unusable: content }
    const { begun, lease } = content
    if (lease === undefined) return { begun }
    return { begun, lease: { ...lease, isHolderGone: await isProcessGone(lease.process) } }
  }
  return {
    path,
    read,
    isHeldBy: async (holder) => {
      const found = await read()
      return !('unusable' in found) && found.lease?.holder === holder
    },
    update: async (change) => {
      try {
        await makePrivateFolder(dirname(path))
        await withFileLock(`${path}.lock`, async () => {
          const current = await read()
          if ('unusable' in current) throw new GitError(`\`${path}\` is not usable.`)
          const next = change(current)
          if (next === undefined) return
          if (next.begun.length === 0 && next.lease === undefined) await removePrivateFile(path)
          else await writePrivateFile(path, formatLocalApplies(next, await ownProcess()))
        })
      } catch (cause) {
        throw cause instanceof GitError ? cause : cannotWrite(path, cause)
      }
    },
  }
}

const cannotWrite = (path: string, cause: unknown): GitError => {
  const code = errorCode(cause)
  const reason =
    typeof code === 'string' ? code : cause instanceof Error ? cause.message : String(cause)
  return new GitError(`\`${path}\` cannot be written (${reason}).`, { cause })
}

/** The name of a file is limited, and some file systems do not tell capitals apart. */
const fileNameOf = ({ root, target }: RecordName): string => {
  const [first = '', ...more] = [target, ...(root === '' ? [] : [root])].map((each) =>
    encodeRoot(each).replaceAll('/+', ''),
  )
  const whole = [first, ...more].join('.')
  return whole.length <= maxNameLength
    ? whole
    : `${whole.slice(0, 100)}+${createHash('sha256').update(whole).digest('hex')}`
}

const maxNameLength = 180

const formatLocalApplies = ({ begun, lease }: LocalApplies, own: ProcessReference): string => {
  const { isHolderGone: _, process = own, ...rest } = lease ?? {}
  return `${JSON.stringify({ version: 1, ...(lease && { lease: { ...rest, process } }), begun })}\n`
}

interface Content extends Pick<LocalApplies, 'begun'> {
  readonly lease?: ApplyLease & { readonly process: ProcessReference }
}

const parseLocalApplies = (text: string): Content | 'damaged' | 'newer' => {
  const value = parseJson(text)
  if (!isJsonObject(value)) return 'damaged'
  const version = member(value, 'version')
  if (typeof version === 'number' && version > 1) return 'newer'
  const begun = parseAll(member(value, 'begun'), parseLocalBegun)
  if (version !== 1 || begun === undefined) return 'damaged'
  const found = member(value, 'lease')
  if (found === undefined) return { begun }
  const [lease, process] = [parseLease(found), processFrom(member(found, 'process'))]
  return lease && process ? { begun, lease: { ...lease, process } } : 'damaged'
}

const parseLocalBegun = (value: Json): LocalBegunApply | undefined => {
  const begun = parseBegun(value)
  const [digestKey, record] = [member(value, 'digestKey'), member(value, 'record')]
  if (begun === undefined || typeof digestKey !== 'string' || digestKey === '') return undefined
  if (record === undefined) return { ...begun, digestKey }
  return typeof record === 'string' && isObjectId(record)
    ? { ...begun, digestKey, record }
    : undefined
}
