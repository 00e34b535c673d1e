// Decides how requests call what a sub-resource refers to, where Statsig may take names or ids.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { asList } from './normalize.ts'

/** `usual`: as most evidence has it, which the field says. `other`: ids in place of names, or names in place of ids. */
export type ReferenceForm = 'usual' | 'other'

export type ItemField = Extract<Field, { shape: 'item' }>

export interface ReferenceNames {
  readonly resolveId: (kind: string, text: string, by?: 'name') => string
  readonly resolveDisplayName: (kind: string, text: string) => string
}

/** The form that the references of a live value have. A reference that may be either shows nothing. */
export const referenceFormOf = (
  field: Field,
  value: Json | undefined,
  fields: Fields,
  owner: JsonObject,
  names: ReferenceNames,
): ReferenceForm => {
  const forms = [...formsIn(field, value, fields, owner, names)]
  return forms.includes('usual') || forms.length === 0 ? 'usual' : 'other'
}

const formsIn = (
  field: Field,
  value: Json | undefined,
  fields: Fields,
  owner: JsonObject,
  names: ReferenceNames,
): readonly ReferenceForm[] => {
  const nested = (inner: Field, of: Json | undefined) => formsIn(inner, of, fields, owner, names)
  if (field.shape === 'set' || field.shape === 'list')
    return asList(value).flatMap((item) => nested(field.of, item))
  if (isJsonObject(value))
    return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
      nested(inner, member(value, name)),
    )
  if (typeof value !== 'string' || value === '') return []
  if (field.shape === 'item' && field.by === 'name')
    return formOf(
      hasItem(fields, field.list, owner, 'name', value),
      hasItem(fields, field.list, owner, 'id', value),
    )
  if (field.shape !== 'ref' || !field.mayTakeName) return []
  const [id, name] = [
    names.resolveId(field.to, value, 'name'),
    names.resolveDisplayName(field.to, value),
  ]
  return formOf(id === value && name !== value, name === value && id !== value)
}

const formOf = (isUsual: boolean, isOther: boolean): readonly ReferenceForm[] => {
  if (isUsual === isOther) return []
  return [isUsual ? 'usual' : 'other']
}

const hasItem = (
  fields: Fields,
  list: string,
  owner: JsonObject,
  by: 'id' | 'name',
  text: string,
): boolean => {
  const of = fields[list]
  const match = of?.shape === 'list' ? of.match : undefined
  const key = by === 'name' ? match?.name : match?.ids[0]
  return key !== undefined && asList(owner[list]).some((item) => member(item, key) === text)
}
