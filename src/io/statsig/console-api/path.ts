// Puts ids into paths, so that no id can make a request to something else.

/** `/console/v1/gates/{id}/archive` and an id; throws where the id would leave the template. */
export const buildItemPath = (template: string, id: string): string => {
  if (template.endsWith('?{id}')) return buildQueryPath(template.slice(0, -'?{id}'.length), id)
  const [prefix = '', suffix] = template.split('{id}')
  if (suffix === undefined) throw new Error(`The path \`${template}\` has no place for an id.`)
  const path = `${prefix}${encodeSegment(id)}${suffix}`
  if (new URL(path, 'https://statsigapi.net').pathname !== path) throw unusableIdError(id)
  return path
}

/** A query is encoded already, and is one only if it reads as it was written. */
const buildQueryPath = (path: string, query: string): string => {
  if (query === '' || new URLSearchParams(query).toString() !== query) throw unusableIdError(query)
  return `${path}?${query}`
}

/** `encodeURIComponent` leaves dots alone, and a path of dots climbs to the parent. */
const encodeSegment = (id: string): string => {
  if (id === '' || id === '.' || id === '..' || /\p{Cs}/u.test(id)) throw unusableIdError(id)
  return encodeURIComponent(id)
}

const unusableIdError = (id: string): Error =>
  new Error(`${JSON.stringify(id)} cannot be an id: it does not name one object in a path.`)
