// Normalizes the content of a document: replaces aliases, removes read-only fields, and reports keys without a value.
import { type Diagnostic, error, note } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, pick } from '../../core/json.ts'
import { formatPointer, join, type Pointer } from '../../core/pointer.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions } from '../../model/index.ts'
import { listText } from '../message-text.ts'
import { resolveAliases } from './aliases.ts'
import { isIdentityPointer } from './identity.ts'

export interface NormalizedDocument {
  readonly members: JsonObject
  readonly positions: Positions
  readonly diagnostics: readonly Diagnostic[]
  /** Read-only fields that the file has. */
  readonly ignored: readonly Pointer[]
  /** Keys without a value, which are removed. */
  readonly emptied: readonly Pointer[]
}

export const normalizeDocument = (
  kind: Kind,
  root: Field,
  content: JsonObject,
  writtenPositions: Positions,
): NormalizedDocument => {
  const {
    diagnostics: aliasFaults,
    members: resolvedMembers,
    positions,
  } = resolveAliases(kind, content, writtenPositions)
  // The id that Statsig generated finds the resource after it was renamed.
  const isMatchId = (name: string) => name === 'id' && kind.identity.by === 'name'
  const isReadOnly = (name: string) =>
    kind.readOnlyFields.includes(name) && !Object.hasOwn(kind.fields, name) && !isMatchId(name)
  const ignored = Object.keys(resolvedMembers)
    .filter(isReadOnly)
    .map((name) => join('', name))
  const emptied = new Map<Pointer, Field>()
  const inner: Pointer[] = []
  const members = normalizeContentValue(
    root,
    pick(resolvedMembers, (name) => !isReadOnly(name)),
    '',
    {
      onEmpty: (pointer, field) => emptied.set(pointer, field),
      onReadOnly: (pointer) => inner.push(pointer),
    },
  )
  return {
    members: isJsonObject(members) ? members : {},
    positions,
    diagnostics: [
      ...aliasFaults,
      ...[...emptied].map(([pointer, field]) =>
        emptyValueFault(pointer, field, positions, isIdentityPointer(kind, pointer)),
      ),
    ],
    ignored: [...ignored, ...inner],
    emptied: [...emptied.keys()],
  }
}

export const ignoredFieldsNote = (
  ignored: readonly Pointer[],
  positions: Positions,
): Diagnostic | undefined => {
  const [first] = ignored
  return first === undefined
    ? undefined
    : note(
        'ignored-field',
        `${listText(ignored.map(formatPointer), 'and')} ${ignored.length === 1 ? 'is' : 'are'} set by Statsig and ignored in files.`,
        { at: positions.key(first) },
      )
}

interface NormalizationFindings {
  readonly onEmpty: (pointer: Pointer, field: Field) => void
  readonly onReadOnly: (pointer: Pointer) => void
}

/** `null` means "none" for a reference, "no items" for tags and "all" for environments; elsewhere it is an error. */
const normalizeContentValue = (
  field: Field | undefined,
  value: Json,
  pointer: Pointer,
  findings: NormalizationFindings,
): Json | undefined => {
  if (field === undefined || field.shape === 'opaque') return value
  if (value === '' && field.shape === 'ref' && field.nullable) return null
  if (value === null) {
    if (
      field.nullable &&
      field.shape === 'set' &&
      field.default === undefined &&
      !field.emptyIsValue
    )
      return []
    if (field.nullable) return null
    findings.onEmpty(pointer, field)
    return undefined
  }
  if (isJsonArray(value)) {
    const of = field.shape === 'set' || field.shape === 'list' ? field.of : undefined
    // A removed item becomes `null`, so that the indexes of the other items do not change.
    return value.map(
      (item, index) => normalizeContentValue(of, item, join(pointer, index), findings) ?? null,
    )
  }
  if (field.shape === 'set' && field.singleInFile && typeof value === 'string') return [value]
  if (!isJsonObject(value)) return value
  const fields = fieldsOf(field, value)
  const readOnlyNames = field.shape === 'record' ? (field.readOnly ?? []) : []
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const at = join(pointer, name)
      if (readOnlyNames.includes(name)) {
        findings.onReadOnly(at)
        return []
      }
      const normalized = normalizeContentValue(fields[name], inner, at, findings)
      const isNothingLeft = isEmptyRecord(normalized) && !isEmptyRecord(inner)
      return normalized === undefined || isNothingLeft ? [] : [[name, normalized]]
    }),
  )
}

/** A record that has only read-only members, as an owner that is a name, says nothing. */
const isEmptyRecord = (value: Json | undefined): boolean =>
  value !== undefined && isJsonObject(value) && Object.keys(value).length === 0

const emptyValueFault = (
  pointer: Pointer,
  field: Field,
  positions: Positions,
  isNeeded: boolean,
): Diagnostic =>
  error('empty-value', `\`${formatPointer(pointer)}\` has no value.`, {
    at: positions.key(pointer),
    hint:
      isNeeded || field.required
        ? 'Write a value.'
        : `Write ${exampleValueText(field)}, or delete the line.`,
  })

const exampleValueText = (field: Field): string => {
  if (field.shape === 'list' || field.shape === 'set')
    return field.min
      ? 'its items on the lines below'
      : 'its items on the lines below (`[]` for an empty list)'
  const mayBeEmpty = field.shape === 'text' && field.default === '' && !field.min
  return mayBeEmpty ? "a text (`''` for an empty one)" : 'a value'
}
