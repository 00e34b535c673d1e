// Members that are said twice, as a value and as a text in JSON5 with comments: both mean the same.
import { isDeepStrictEqual } from 'node:util'
import JSON5 from 'json5'
import { isMembers, type Json, type Members, member } from '../../../json.ts'
import type { Shape } from '../../core/body-schema.ts'
import type { World } from '../../core/context.ts'

/** Judges a pair, and keeps the value always, the text where one was sent. */
export const twins =
  (shape: Shape, name: string, form: Form = value): Shape =>
  (sent, at, report) => {
    const kept = shape(sent, at, report)
    const text = member(kept, textOf(name))
    if (!isMembers(kept) || text === undefined) return kept
    const place = (of: string): string => (at === '' ? of : `${at}.${of}`)
    const meant = meaning(text)
    if (meant === undefined || !(isMembers(meant) || (meant === null && form === schema))) {
      report(place(textOf(name)), 'Expected an object in JSON5')
      return kept
    }
    const given = member(kept, name)
    if (given === undefined) return { ...kept, [name]: form.of(meant) }
    if (!isDeepStrictEqual(form.meaning(given), meant))
      report(place(name), `${name} and ${textOf(name)} must parse to the same JSON`)
    return kept
  }

/** The object with a text for its value: the one that was sent, or one that follows from the value. */
export const withText = (
  world: World,
  object: Members,
  name: string,
  form: Form = value,
): Members => {
  const given = member(object, name)
  if (given === undefined) return object
  const { [textOf(name)]: text, ...rest } = object
  const meant = form.meaning(given)
  if (text !== undefined && isDeepStrictEqual(meaning(text), meant)) return object
  return world.has('json5-absent') ? rest : { ...rest, [textOf(name)]: written(world, meant) }
}

/** The object with a value for a text that stands alone. */
export const withValue = (object: Members, name: string, form: Form = value): Members => {
  const text = member(object, textOf(name))
  if (text === undefined || member(object, name) !== undefined) return object
  const meant = meaning(text)
  return meant === undefined ? object : { ...object, [name]: form.of(meant) }
}

/** A value that comes without its text makes an older text untrue. */
export const withoutStale = (live: Members, body: Members, names: readonly string[]): Members => {
  const stale = names.filter((name) => member(body, name) !== undefined).map(textOf)
  return Object.fromEntries(Object.entries(live).filter(([name]) => !stale.includes(name)))
}

interface Form {
  readonly meaning: (given: Json) => Json | undefined
  readonly of: (meant: Json) => Json
}

/** As `defaultValue`: an object. */
const value: Form = { meaning: (given) => plain(given), of: (meant) => meant }

/** As `schema`: an object spelled as a text of JSON, or null. */
export const schema: Form = {
  meaning: (given) => meaning(given),
  of: (meant) => (meant === null ? null : JSON.stringify(meant)),
}

const textOf = (name: string): string => `${name}Json5`

const meaning = (text: Json): Json | undefined => {
  if (text === null) return null
  try {
    const meant: Json = JSON5.parse(String(text))
    return plain(meant)
  } catch {
    return undefined
  }
}

// Infinity and -0 are no JSON.
const plain = (given: Json): Json => JSON.parse(JSON.stringify(given))

const written = (world: World, meant: Json | undefined): Json => {
  if (meant === undefined || meant === null) return null
  return world.has('contrary') ? JSON5.stringify(meant) : JSON.stringify(meant, null, 2)
}
