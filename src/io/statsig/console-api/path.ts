// Inserts ids into paths safely: no id can lead to another route.

/** For example `/console/v1/gates/{id}/archive` and an id. Throws if the id would change the rest of the path. */
export const buildItemPath = (template: string, id: string): string => {
  if (template.endsWith('?{id}')) return buildQueryPath(template.slice(0, -'?{id}'.length), id)
  const [prefix = '', suffix] = template.split('{id}')
  if (suffix === undefined) throw new Error(`The path \`${template}\` has no place for an id.`)
  const path = `${prefix}${encodeSegment(id)}${suffix}`
  if (new URL(path, 'https://host.invalid').pathname !== path) throw unusableIdError(id)
  return path
}

/** The routes that read and write the ids of a segment. */
export const isIdListPath = (path: string): boolean =>
  /^\/console\/v1\/segments\/[^/]+\/(id_list|add_ids|remove_ids)([/?]|$)/.test(path)

/** The query must be encoded already: parsing and formatting it changes nothing. */
const buildQueryPath = (path: string, query: string): string => {
  if (query === '' || new URLSearchParams(query).toString() !== query) throw unusableIdError(query)
  return `${path}?${query}`
}

/** `encodeURIComponent` does not encode dots, and `..` would lead to the parent path. */
const encodeSegment = (id: string): string => {
  if (id === '' || id === '.' || id === '..' || /\p{Cs}/u.test(id)) throw unusableIdError(id)
  return encodeURIComponent(id)
}

const unusableIdError = (id: string): Error =>
  new Error(`${JSON.stringify(id)} cannot be an id: a path cannot contain it.`)
