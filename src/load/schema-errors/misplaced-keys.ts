// Finds where a misplaced key belongs.
import { isJsonObject } from '../../core/json.ts'

interface KeyLocation {
  /** Outermost first, such as `an item of rules`. */
  readonly path: readonly string[]
  readonly schema: unknown
}

/** The nearest location in a schema that has the key: `an item of `rules``. */
export const findKeyLocation = (
  schema: unknown,
  name: string,
  except: readonly string[] = [],
): string | undefined => {
  const excluded = except.map((each) => `\`${each}\``)
  const queue = childLocations({ path: [], schema }).filter(
    ({ path }) => !excluded.includes(path[0] ?? ''),
  )
  for (const location of queue) {
    if (hasKey(location.schema, name)) return [...location.path].reverse().join(' in ')
    queue.push(...childLocations(location))
  }
  return undefined
}

export const hasKey = (schema: unknown, name: string): boolean => {
  if (!isJsonObject(schema)) return false
  const own = isJsonObject(schema['properties']) ? schema['properties'] : {}
  if (Object.hasOwn(own, name)) return !(isJsonObject(own[name]) && own[name]['readOnly'] === true)
  return variantSchemas(schema).some((each) => hasKey(each, name))
}

const childLocations = ({ path, schema }: KeyLocation): KeyLocation[] => {
  if (!isJsonObject(schema)) return []
  const { items, properties } = schema
  const [last] = path.slice(-1)
  return [
    ...(isJsonObject(items)
      ? [{ path: [...path.slice(0, -1), `an item of ${last ?? 'it'}`], schema: items }]
      : []),
    ...(isJsonObject(properties) ? Object.entries(properties) : []).map(([name, each]) => ({
      path: [...path, `\`${name}\``],
      schema: each,
    })),
    ...variantSchemas(schema).flatMap((each) => childLocations({ path, schema: each })),
  ]
}

const variantSchemas = (schema: { readonly [name: string]: unknown }): readonly unknown[] =>
  Array.isArray(schema['oneOf']) ? schema['oneOf'] : []
