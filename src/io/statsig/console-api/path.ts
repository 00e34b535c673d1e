// Puts ids into paths, so that no id can make a request to something else.

/** `/console/v1/gates/{id}/archive` and an id; throws where the id would leave the template. */
export const itemPath = (template: string, id: string): string => {
  if (template.endsWith('?{id}')) return queryPath(template.slice(0, -'?{id}'.length), id)
  const [prefix = '', suffix] = template.split('{id}')
  if (suffix === undefined) throw new Error(`The path \`${template}\` has no place for an id.`)
  const path = `${prefix}${segmentOf(id)}${suffix}`
  if (new URL(path, 'https://statsigapi.net').pathname !== path) throw unusable(id)
  return path
}

/** A query is encoded already, and is one only if it reads as it was written. */
const queryPath = (path: string, query: string): string => {
  if (query === '' || new URLSearchParams(query).toString() !== query) throw unusable(query)
  return `${path}?${query}`
}

/** `encodeURIComponent` leaves dots alone, and a path of dots climbs to the parent. */
const segmentOf = (id: string): string => {
  if (id === '' || id === '.' || id === '..' || /\p{Cs}/u.test(id)) throw unusable(id)
  return encodeURIComponent(id)
}

const unusable = (id: string): Error =>
  new Error(`${JSON.stringify(id)} cannot be an id: it does not name one object in a path.`)
