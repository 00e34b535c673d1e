// A handful of samples with members that have routes of their own: overrides, and lists of ids.
import { isJsonArray, type JsonObject, member } from '../../../src/core/json.ts'
import type { SourceFile } from '../../../src/model/index.ts'
import type { Sample } from './company.ts'

export interface WithSubResources {
  readonly samples: readonly Sample[]
  /** The files that some of them name. */
  readonly lists: readonly SourceFile[]
  /** How many samples were given such a member. */
  readonly count: number
}

const maxPerKind = 2
/** One more than a definition itself may hold. */
const many = Array.from({ length: 1001 }, (_, index) => `user ${index}`)

export const withSubResources = (samples: readonly Sample[]): WithSubResources => {
  const given = new Map<Sample, JsonObject>()
  const lists: SourceFile[] = []
  const perKind = new Map<string, number>()
  for (const sample of samples) {
    const before = perKind.get(sample.kind.kind) ?? 0
    const part = before < maxPerKind ? subResourceOf(sample, samples, before) : undefined
    if (part === undefined) continue
    const { list, members } = part
    given.set(sample, members)
    if (list) lists.push(list)
    perKind.set(sample.kind.kind, before + 1)
  }
  return {
    samples: samples.map((sample) => ({
      ...sample,
      members: { ...sample.members, ...given.get(sample) },
    })),
    lists,
    count: given.size,
  }
}

interface SubResource {
  readonly members: JsonObject
  readonly list?: SourceFile
}

const subResourceOf = (
  { kind, members, path }: Sample,
  samples: readonly Sample[],
  nth: number,
): SubResource | undefined => {
  const named = (folder: string, fits: (members: JsonObject) => boolean = () => true) =>
    samples.find((each) => each.kind.folder === folder && fits(each.members))?.members
  const gate = named('gates')
  switch (kind.folder) {
    case 'gates':
    case 'holdouts':
      return { members: { overrides: nth === 0 ? passOrFail : { failingCustomIDs: ['10', '9'] } } }
    case 'autotunes':
    case 'experiments': {
      const group = groupIn(members)
      if (group === undefined || gate === undefined) return undefined
      const overrides = [{ type: 'gate', id: gate['id'] ?? '', groupID: group }]
      return { members: { overrides: { overrides, userIDOverrides: [{ groupID: group, ids }] } } }
    }
    case 'layers': {
      const own = named('experiments', (each) => each['layerID'] === members['name'])
      const groupName = own && groupIn(own)
      if (groupName === undefined || gate === undefined) return undefined
      const of = { experimentName: own?.['name'] ?? '', groupName }
      const conditionalOverrides = [{ type: 'gate', name: gate['name'] ?? '', ...of }]
      return { members: { overrides: { conditionalOverrides, idOverrides: [{ ...of, ids }] } } }
    }
    case 'segments': {
      if (!/^(user_store_)?id_list$/.test(String(members['type']))) return undefined
      if (nth > 0) return { members: { ids } }
      const list = { path: path.replace(/yaml$/, 'txt'), text: many.join('\n') }
      return { members: { idsFile: list.path.slice(list.path.lastIndexOf('/') + 1) }, list }
    }
    default:
      return undefined
  }
}

const ids = ['b', 'a', ' with blanks ']

const passOrFail: JsonObject = {
  passingUserIDs: ['ann', 'yes', '0010'],
  environmentOverrides: [{ environment: 'production', unitID: 'userID', failingIDs: ['eve'] }],
}

const groupIn = (experiment: JsonObject): string | undefined => {
  const groups = experiment['groups'] ?? experiment['variants']
  const name = isJsonArray(groups) ? member(groups.at(-1), 'name') : undefined
  return typeof name === 'string' ? name : undefined
}
