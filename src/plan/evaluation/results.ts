// Converts what a step gives into values by name.
import JSON5 from 'json5'
import { isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { asList, canonicalJson } from '../../fields/normalize.ts'
import type { Result } from '../../kinds/evaluation.ts'
import { type Leaves, leafOf, passLeaf } from './decision.ts'

export interface ResultScope {
  /** The resource as a whole. */
  readonly root: JsonObject
  /** The item or the entry that gives the result, or the resource. */
  readonly item: JsonObject
  /** The items before it. */
  readonly before: readonly Json[]
}

export const leavesOfResult = (result: Result, { before, item, root }: ResultScope): Leaves => {
  switch (result.gives) {
    case 'nothing':
      return {}
    case 'pass':
      return { [passLeaf]: 'true' }
    case 'value': {
      const { item: named, of, orText } = result
      if (named === undefined) return valueLeaves(valueOrText(item, of, orText))
      const holder = groupNamed(root, named.list, item[named.named])
      return valueLeaves(holder ? valueOrText(holder, of, orText) : (item[named.named] ?? null))
    }
    case 'members':
      return {
        [leafOf({ type: 'value' })]: canonicalJson(result.of.map((name) => item[name] ?? null)),
      }
    case 'exclusion':
      return Object.fromEntries([
        ...result.from.flatMap((list) =>
          asList(root[list]).map((name) => [
            leafOf({ type: 'exclusion', name: String(name), list }),
            'true',
          ]),
        ),
        ...(root[result.fromAll] === true ? [[leafOf({ type: 'exclusion' }), 'true']] : []),
      ])
    case 'group': {
      const named =
        result.named === undefined ? item : groupNamed(root, result.list, item[result.named])
      return named === undefined
        ? { [groupLeaf]: canonicalJson(item[result.named ?? ''] ?? null) }
        : groupLeaves(named)
    }
    case 'phase':
      return {
        [passLeaf]: 'true',
        [leafOf({ type: 'phase' })]: canonicalJson(
          before.map((each) => result.after.map((name) => member(each, name) ?? null)),
        ),
      }
  }
}

const groupNamed = (root: JsonObject, list: string, text: Json | undefined) =>
  asList(root[list])
    .filter(isJsonObject)
    .find(({ id, name }) => text !== undefined && (id === text || name === text))

const groupLeaf = leafOf({ type: 'group' })

const groupLeaves = (group: JsonObject): Leaves =>
  group['disabled'] === true
    ? {}
    : {
        [groupLeaf]: canonicalJson(group['id'] ?? group['name'] ?? null),
        ...valueLeaves(group['parameterValues']),
      }

/** Each key of an object is a result of its own. */
const valueLeaves = (value: Json | undefined): Leaves =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          leafOf({ type: 'value', name }),
          canonicalJson(inner),
        ]),
      )
    : { [leafOf({ type: 'value' })]: canonicalJson(value ?? null) }

const valueOrText = (
  item: JsonObject,
  name: string,
  textName: string | undefined,
): Json | undefined => {
  const value = item[name] ?? undefined
  const text = textName === undefined ? undefined : item[textName]
  if (value !== undefined) return typeof value === 'string' ? parseText(value) : value
  return typeof text === 'string' ? parseText(text) : undefined
}

const parseText = (text: string): Json => {
  try {
    const value: Json = JSON.parse(JSON.stringify(JSON5.parse(text)))
    return value
  } catch {
    return text
  }
}
