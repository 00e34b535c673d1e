// Leaves out of an imported file what no file can express. A definition does not manage a key that it does not have, so
// that what is left out stays as it is in Statsig.
import { type Diagnostic, isFatal, type Position } from '../core/diagnostic.ts'
import { pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { identityMembers, type Kind } from '../kinds/kind.ts'
import { load, offlineDiagnostics } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import { alternativeMembers } from '../write/resource-to-file.ts'
import { formatYaml } from '../write/yaml.ts'
import { keepsLiveMember } from './handed-back.ts'
import type { ImportedFile, LeftOutMember, RoundTripChange } from './imported-file.ts'

/** Of the errors in the file, those that name a member which can be left out, else a member whose absence removes them. */
export const leaveOutFaults = (
  imported: ImportedFile,
  errors: readonly Diagnostic[],
  kind: Kind,
  settings: Settings,
): ImportedFile | undefined => {
  const located = errors.flatMap(({ at, message }): readonly LeftOutMember[] => {
    const name = at && memberAt(imported, kind, at)
    return name === undefined ? [] : [leftOutFault(name, message)]
  })
  return (
    leaveOut(imported, located, kind) ??
    leaveOutByTrial(imported, errors[0]?.message, kind, settings)
  )
}

export const leaveOutChange = (
  imported: ImportedFile,
  change: RoundTripChange,
  kind: Kind,
): ImportedFile | undefined =>
  leaveOut(
    imported,
    change.edits.map(({ pointer }) => ({
      name: topLevelName(pointer),
      because: { code: 'change', change },
    })),
    kind,
  )

const leftOutFault = (name: string, reason: string): LeftOutMember => ({
  name,
  because: { code: 'fault', reason },
})

/**
 * The file without the members. `undefined` where none of them can be left out, where a later update may reset one of
 * them, or where too little would be left.
 */
export const leaveOut = (
  imported: ImportedFile,
  leftOut: readonly LeftOutMember[],
  kind: Kind,
): ImportedFile | undefined => {
  const found = new Map<string, LeftOutMember>()
  for (const each of leftOut)
    for (const name of withAlternatives(kind, each.name))
      if (isPresent(imported, kind, name) && isOptional(kind, name) && !found.has(name))
        found.set(name, { ...each, name })
  if (found.size === 0) return undefined
  if ([...found.keys()].some((name) => !keepsLiveMember(kind, name, imported.resource)))
    return undefined
  const fileKeys = new Set(
    [...found.keys()].flatMap((name) => [name, fileKeyOf(kind, name) ?? name]),
  )
  const members = pick(imported.members, (name) => !fileKeys.has(name))
  if (!Object.keys(members).some((key) => saysMore(kind, fieldNameOf(kind, key)))) return undefined
  const { fault, list, resource } = imported
  const keepsList = Object.keys(members).some((name) => fieldNameOf(kind, name) !== name)
  return {
    resource,
    members,
    file: { path: imported.file.path, text: formatYaml(members) },
    leftOut: [...imported.leftOut, ...found.values()],
    ...(list && keepsList && { list }),
    ...(fault && !found.has(fault.name) && { fault }),
  }
}

/** Tries each member: an error may name a member that is not there, or two of which one must go. */
const leaveOutByTrial = (
  imported: ImportedFile,
  reason: string | undefined,
  kind: Kind,
  settings: Settings,
): ImportedFile | undefined => {
  // A file that is valid alone is invalid only because of another one.
  if (reason === undefined || isValidAlone(imported, settings)) return undefined
  for (const name of Object.keys(imported.members)) {
    const rest = leaveOut(imported, [leftOutFault(fieldNameOf(kind, name), reason)], kind)
    if (rest !== undefined && isValidAlone(rest, settings)) return rest
  }
  return undefined
}

const isValidAlone = (imported: ImportedFile, settings: Settings): boolean => {
  const { file, list } = imported
  const loaded = load([file], settings, list ? [list] : [])
  return !isFatal([...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)])
}

/** Whether a definition is complete without the member. `id` and `lifecycle` are no fields. */
const isOptional = ({ fields, identity }: Kind, name: string): boolean =>
  Object.hasOwn(fields, name) &&
  fields[name]?.required !== true &&
  !identityMembers(identity).includes(name)

/** Whether a member says more than which resource it is. */
const saysMore = ({ fields, identity }: Kind, name: string): boolean =>
  name !== 'id' && Object.hasOwn(fields, name) && !identityMembers(identity).includes(name)

/** Of two members with one value, an update sends the one that the file has: both are left out, or none. */
const withAlternatives = (kind: Kind, name: string): readonly string[] => [
  name,
  ...alternativeMembers(kind).flatMap((pair) =>
    pair.includes(name) ? pair.filter((each) => each !== name) : [],
  ),
]

const isPresent = ({ members }: ImportedFile, kind: Kind, name: string): boolean =>
  Object.hasOwn(members, name) || Object.hasOwn(members, fileKeyOf(kind, name) ?? name)

/** The key for the list file of a field. */
const fileKeyOf = ({ fields }: Kind, name: string): string | undefined => {
  const field = fields[name]
  return field?.shape === 'set' ? field.fileKey : undefined
}

/** The field of a key, which may name a list file. */
const fieldNameOf = (kind: Kind, key: string): string =>
  Object.keys(kind.fields).find((name) => fileKeyOf(kind, name) === key) ?? key

/** The member at the position. `undefined` for the start of the file, which stands for the definition as a whole. */
const memberAt = (imported: ImportedFile, kind: Kind, at: Position): string | undefined => {
  const keys = Object.keys(imported.members)
  if (at.file === imported.list?.path)
    return keys.map((key) => fieldNameOf(kind, key)).find((name) => !keys.includes(name))
  if (at.line === 1 && at.column === 1) return undefined
  // Keys of the definition begin their line, and nothing else does.
  const key = imported.file.text
    .split('\n')
    .slice(0, at.line)
    .flatMap((line) => keys.find((each) => line.startsWith(`${each}:`)) ?? [])
    .at(-1)
  return key === undefined ? undefined : fieldNameOf(kind, key)
}
