// Where a key belongs that stands at the wrong place.
import { isMembers } from '../../json.ts'

interface Home {
  /** From the outside in, such as `an item of rules`. */
  readonly path: readonly string[]
  readonly schema: unknown
}

/** A place inside of a schema that has the key, the nearest one: `an item of `rules``. */
export const homeBelow = (
  schema: unknown,
  name: string,
  except: readonly string[] = [],
): string | undefined => {
  const spelling = except.map((each) => `\`${each}\``)
  const queue = inner({ path: [], schema }).filter(({ path }) => !spelling.includes(path[0] ?? ''))
  for (const home of queue) {
    if (hasKey(home.schema, name)) return [...home.path].reverse().join(' in ')
    queue.push(...inner(home))
  }
  return undefined
}

export const hasKey = (schema: unknown, name: string): boolean => {
  if (!isMembers(schema)) return false
  const own = isMembers(schema['properties']) ? schema['properties'] : {}
  if (Object.hasOwn(own, name)) return !(isMembers(own[name]) && own[name]['readOnly'] === true)
  return casesOf(schema).some((each) => hasKey(each, name))
}

const inner = ({ path, schema }: Home): Home[] => {
  if (!isMembers(schema)) return []
  const { items, properties } = schema
  const [last] = path.slice(-1)
  return [
    ...(isMembers(items)
      ? [{ path: [...path.slice(0, -1), `an item of ${last ?? 'it'}`], schema: items }]
      : []),
    ...(isMembers(properties) ? Object.entries(properties) : []).map(([name, each]) => ({
      path: [...path, `\`${name}\``],
      schema: each,
    })),
    ...casesOf(schema).flatMap((each) => inner({ path, schema: each })),
  ]
}

const casesOf = (schema: { readonly [name: string]: unknown }): readonly unknown[] =>
  Array.isArray(schema['oneOf']) ? schema['oneOf'] : []
