// Documents to definitions, or to messages that a person can act on.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { isList, type Members, member, pick } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import {
  address,
  type Definition,
  type Doubt,
  type Lifecycle,
  type Positions,
} from '../../model.ts'
import { join } from '../../pointer.ts'
import { aKind, capital } from '../message-text.ts'
import { faultsOf } from '../schema-errors/compiled-schemas.ts'
import { explained, type Found } from '../schema-errors/index.ts'
import type { YamlDocument } from '../yaml/parse.ts'
import { kindIn } from './document-kind.ts'
import { identityFaults, identityOf } from './identity.ts'
import { pointerFaults, withTwins } from './lifecycle-pointers.ts'
import { type ListFile, listFileOf, placedAt } from './list-file.ts'
import { namedByNone, twiceNamed } from './list-item-names.ts'
import { ignoredNote, tidied } from './normalize-document.ts'
import { unmetIn } from './requirements.ts'
import { unusualIn } from './undocumented-values.ts'

export interface Validated {
  /** Absent where a fault leaves nothing to work with. */
  readonly definition?: Definition
  /** A file whose lines are a list of the definition. */
  readonly list?: ListFile
  readonly diagnostics: readonly Diagnostic[]
}

export const validate = (path: string, document: YamlDocument, words: Lexicon): Validated => {
  const { content } = document
  const named = kindIn(path, content, document.positions)
  if (typeof named !== 'string') return { diagnostics: [named] }
  const { kind, root, schema } = words(named)
  const tidy = tidied(
    kind,
    root,
    pick(content, (name) => name !== 'kind'),
    document.positions,
  )
  const { members } = tidy
  const said = lifecycleIn(members)
  const lifecycle: Lifecycle = {
    ...said,
    ...(said.sensitive && { sensitive: withTwins(kind, said.sensitive) }),
    ...(said.ignoreChanges && { ignoreChanges: withTwins(kind, said.ignoreChanges) }),
  }
  const isRetired = lifecycle.retired !== undefined && lifecycle.retired !== false
  const list = listFileOf(kind, path, members)
  const isTwice = list !== undefined && Object.hasOwn(members, list.field)
  const positions = list && !isTwice ? placedAt(list, tidy.positions) : tidy.positions
  // A list in a file is as good as one that is written here.
  const standing = list ? { ...members, [list.field]: [list.said] } : members

  const subject = {
    name: capital(aKind(named)),
    schema,
    positions,
    otherwise: extraField,
    aliases: Object.keys(kind.aliases ?? {}),
  }
  const unnamed = identityFaults(kind, members, positions, tidy.emptied)
  const told = new Set([...tidy.emptied, ...unnamed.flatMap(({ about }) => about)])
  const found = explained(faultsOf(schema, members), subject).filter(
    ({ diagnostic, pointer }) =>
      !told.has(pointer) && !(isRetired && diagnostic.code === 'missing-field'),
  )
  const isSound = found.every(({ isExcusable }) => isExcusable)
  const made = ignoredNote(tidy.ignored, positions)
  const diagnostics = [
    ...tidy.diagnostics,
    ...unnamed.map(({ diagnostic }) => diagnostic),
    ...found.flatMap(({ diagnostic, isExcusable }) => (isExcusable ? [] : [diagnostic])),
    ...(isSound && !isRetired ? requirementFaults(kind, standing, positions) : []),
    ...unusualIn(root, members, '', positions),
    ...(list && isTwice ? [saidTwice(list, positions)] : []),
    ...pointerFaults(kind, said, positions),
    ...(made ? [made] : []),
  ]
  const doubts = [
    ...found.filter(({ isExcusable }) => isExcusable).map(doubtOf),
    ...twiceNamed(kind, members, positions),
    ...(isRetired ? [] : namedByNone(kind, members, positions)),
  ]
  const name = unnamed.length > 0 ? undefined : identityOf(kind, members)
  if (name === undefined)
    return { diagnostics: [...diagnostics, ...doubts.map(({ diagnostic }) => diagnostic)] }
  const id = member(members, 'id')
  const isMatched = kind.identity.by === 'name' && typeof id === 'string' && id !== ''
  return {
    diagnostics,
    definition: {
      address: address(named, name),
      kind: named,
      members: pick(members, (key) => Object.hasOwn(kind.fields, key)),
      lifecycle,
      positions,
      ...(isMatched && { matchId: id }),
      doubts,
    },
    ...(list && !isTwice && !isRetired && { list }),
  }
}

const saidTwice = ({ field, key }: ListFile, positions: Positions): Diagnostic =>
  error('invalid-value', `\`${key}\` stands for \`${field}\`; the file gives both.`, {
    at: positions.key(join('', key)),
    hint: 'Keep one of the two.',
  })

const extraField =
  'If the API has gained it since, let it pass with `extraFields` in `statsig.yaml`.'

const doubtOf = ({ diagnostic, isWord, pointer }: Found): Doubt => ({
  diagnostic,
  pointer,
  ...(isWord && { isWord }),
})

const requirementFaults = (
  kind: Kind,
  members: Members,
  positions: Positions,
): readonly Diagnostic[] =>
  unmetIn(kind.requirements ?? [], members).map(({ detail, pointer, requirement }) =>
    error('unmet-requirement', detail ? `${requirement.message} ${detail}` : requirement.message, {
      at: positions.value(pointer),
      hint: requirement.hint,
    }),
  )

const lifecycleIn = (members: Members): Lifecycle => {
  const said = member(members, 'lifecycle')
  const [prevent, retired] = ['preventDestroy', 'retired'].map((name) => member(said, name))
  const [sensitive, ignored] = ['sensitive', 'ignoreChanges'].map((name) => member(said, name))
  return {
    ...(typeof prevent === 'boolean' && { preventDestroy: prevent }),
    ...((typeof retired === 'boolean' || retired === 'delete') && { retired }),
    ...(isList(sensitive) && { sensitive: sensitive.map(String) }),
    ...(isList(ignored) && { ignoreChanges: ignored.map(String) }),
  }
}
