// Validates YAML documents: each becomes a definition or diagnostics.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonArray, type JsonObject, member, pick } from '../../core/json.ts'
import { join, segments, topLevelName } from '../../core/pointer.ts'
import { isRetired } from '../../core/source.ts'
import type { Field } from '../../fields/field.ts'
import { fieldAt } from '../../fields/field-paths.ts'
import type { Kind } from '../../kinds/kind.ts'
import { kindWithArticle } from '../../kinds/kind-name.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import {
  type DeferredFault,
  type Definition,
  type Lifecycle,
  makeAddress,
  type Positions,
} from '../../model/index.ts'
import { capitalize } from '../message-text.ts'
import { schemaErrors } from '../schema-errors/compiled-schemas.ts'
import {
  explainSchemaErrors,
  type SchemaContext,
  type SchemaFault,
} from '../schema-errors/index.ts'
import type { YamlDocument } from '../yaml/parse.ts'
import { kindOfDocument } from './document-kind.ts'
import { identityFaults, identityFromMembers, matchIdOf } from './identity.ts'
import { lifecyclePointerFaults, withAlternatives } from './lifecycle-pointers.ts'
import { type ListFile, listFileOf, listPositions } from './list-file.ts'
import { duplicateItemNames, unknownItemNames } from './list-item-names.ts'
import { missingItemFaults } from './needed-items.ts'
import { ignoredFieldsNote, normalizeDocument } from './normalize-document.ts'
import { lostSpellingFaults } from './number-spellings.ts'
import { findUnmetRequirements } from './requirements.ts'
import { undocumentedValueWarnings } from './undocumented-values.ts'

export interface ValidatedDocument {
  /** Absent if an error leaves the kind or the identity unknown. */
  readonly definition?: Definition
  /** The file that has the items of a list of the definition. */
  readonly list?: ListFile
  readonly diagnostics: readonly Diagnostic[]
}

export const validateDocument = (
  path: string,
  document: YamlDocument,
  registry: KindRegistry,
): ValidatedDocument => {
  const { content } = document
  const kindName = kindOfDocument(path, content, document.positions)
  if (typeof kindName !== 'string') return { diagnostics: [kindName] }
  const { kind, root, schema } = registry(kindName)
  const normalized = normalizeDocument(
    kind,
    root,
    pick(content, (name) => name !== 'kind'),
    document.positions,
  )
  const { members } = normalized
  const writtenLifecycle = readLifecycle(members)
  const lifecycle: Lifecycle = {
    ...writtenLifecycle,
    ...(writtenLifecycle.sensitive && {
      sensitive: withAlternatives(kind, writtenLifecycle.sensitive),
    }),
    ...(writtenLifecycle.ignoreChanges && {
      ignoreChanges: withAlternatives(kind, writtenLifecycle.ignoreChanges),
    }),
  }
  const retired = isRetired(lifecycle)
  const list = listFileOf(kind, path, members)
  const isListGivenTwice = list !== undefined && Object.hasOwn(members, list.field)
  const positions =
    list && !isListGivenTwice ? listPositions(list, normalized.positions) : normalized.positions
  // Requirements treat a list file like a list in the definition.
  const membersWithList = list ? { ...members, [list.field]: [list.writtenPath] } : members

  const context: SchemaContext = {
    name: capitalize(kindWithArticle(kindName)),
    schema,
    positions,
    fallbackHint: extraFieldHint,
    aliases: Object.keys(kind.aliases ?? {}),
    extraKeys: kind.extraKeys ?? [],
  }
  const identityProblems = identityFaults(kind, members, positions, normalized.emptied)
  const reportedPointers = new Set([
    ...normalized.emptied,
    ...identityProblems.flatMap(({ pointers }) => pointers),
  ])
  const schemaFaults = explainSchemaErrors(schemaErrors(schema, members), context).filter(
    ({ diagnostic, pointer }) =>
      !reportedPointers.has(pointer) && !(retired && diagnostic.code === 'missing-field'),
  )
  const isSchemaValid = schemaFaults.every(({ isDeferrable }) => isDeferrable)
  const ignoredNote = ignoredFieldsNote(normalized.ignored, positions)
  const diagnostics = [
    ...normalized.diagnostics,
    ...identityProblems.map(({ diagnostic }) => diagnostic),
    ...schemaFaults.flatMap(({ diagnostic, isDeferrable }) => (isDeferrable ? [] : [diagnostic])),
    ...(isSchemaValid && !retired ? requirementFaults(kind, membersWithList, positions) : []),
    ...(retired ? [] : missingItemFaults(root, members, '', positions)),
    ...lostSpellingFaults(root, members, '', positions),
    ...undocumentedValueWarnings(root, members, '', positions),
    ...(list && isListGivenTwice ? [listGivenTwiceFault(list, positions)] : []),
    ...lifecyclePointerFaults(kind, writtenLifecycle, positions),
    ...(ignoredNote ? [ignoredNote] : []),
  ]
  const deferredFaults = [
    ...schemaFaults
      .filter(({ isDeferrable }) => isDeferrable)
      .map((fault) =>
        toDeferredFault(kind, fault, fieldAt(root, members, segments(fault.pointer))),
      ),
    ...duplicateItemNames(kind, members, positions),
    ...(retired ? [] : unknownItemNames(kind, members, positions)),
  ]
  const name = identityProblems.length > 0 ? undefined : identityFromMembers(kind, members)
  if (name === undefined)
    return { diagnostics: [...diagnostics, ...deferredFaults.map(({ diagnostic }) => diagnostic)] }
  const matchId = matchIdOf(kind, members, name)
  return {
    diagnostics,
    definition: {
      address: makeAddress(kindName, name),
      kind: kindName,
      members: pick(members, (key) => Object.hasOwn(kind.fields, key)),
      lifecycle,
      positions,
      ...(matchId !== undefined && { matchId }),
      deferredFaults,
    },
    ...(list && !isListGivenTwice && !retired && { list }),
  }
}

const listGivenTwiceFault = ({ field, key }: ListFile, positions: Positions): Diagnostic =>
  error('invalid-value', `\`${key}\` replaces \`${field}\`; the file has both.`, {
    at: positions.key(join('', key)),
    hint: 'Keep one of the two.',
  })

const extraFieldHint = 'If it is a new key of the API, add it to `extraFields` in `statsig.yaml`.'

/** Statsig has no values for the keys of statsig-gitops, such as `lifecycle`. */
const toDeferredFault = (
  { fields }: Kind,
  { diagnostic, isEnumValue, keptMessage, pointer }: SchemaFault,
  field: Field | undefined,
): DeferredFault => ({
  diagnostic,
  pointer,
  ...(isEnumValue && { isEnumValue }),
  ...(keptMessage !== undefined &&
    !(field?.shape === 'choice' && field.isClosed) &&
    Object.hasOwn(fields, topLevelName(pointer)) && { keptMessage }),
})

const requirementFaults = (
  kind: Kind,
  members: JsonObject,
  positions: Positions,
): readonly Diagnostic[] =>
  findUnmetRequirements(kind.requirements ?? [], members).map(
    ({ detail, pointer, requirement }): Diagnostic => {
      const message = detail ? `${requirement.message} ${detail}` : requirement.message
      const found = error('unmet-requirement', message, {
        at: positions.value(pointer),
        hint: requirement.hint,
      })
      return { ...found, severity: requirement.level ?? 'error' }
    },
  )

const readLifecycle = (members: JsonObject): Lifecycle => {
  const writtenLifecycle = member(members, 'lifecycle')
  const [preventDestroy, retired] = ['preventDestroy', 'retired'].map((name) =>
    member(writtenLifecycle, name),
  )
  const [sensitive, ignoreChanges] = ['sensitive', 'ignoreChanges'].map((name) =>
    member(writtenLifecycle, name),
  )
  return {
    ...(typeof preventDestroy === 'boolean' && { preventDestroy }),
    ...((typeof retired === 'boolean' || retired === 'delete') && { retired }),
    ...(isJsonArray(sensitive) && { sensitive: sensitive.map(String) }),
    ...(isJsonArray(ignoreChanges) && { ignoreChanges: ignoreChanges.map(String) }),
  }
}
