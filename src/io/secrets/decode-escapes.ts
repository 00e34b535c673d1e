// Reads a text as one who undoes its escapes: percent signs, those of JSON and JavaScript, and character references.

/** A text without escapes, and where its characters come from. */
export interface DecodedText {
  readonly text: string
  /** The range in the source of a range of the text. */
  readonly toSource: (start: number, end: number) => readonly [start: number, end: number]
}

const escapes =
  /%([0-9a-f]{2})|\\+(?:u([0-9a-f]{4})|u\{0*([0-9a-f]{1,6})\}|x([0-9a-f]{2})|(["\\/]))|&#x0*([0-9a-f]{1,6});?|&#0*([0-9]{1,7});?/gi

/** `undefined` where there is no escape. Escapes of escapes need a second reading. */
export const decodeEscapes = (source: string): DecodedText | undefined => {
  if (!/[%\\]|&#/.test(source)) return undefined
  // Each escape is one character of the text: where it is there, and where it begins and ends in the source.
  const places: { readonly at: number; readonly start: number; readonly end: number }[] = []
  let text = ''
  let copied = 0
  for (const match of source.matchAll(escapes)) {
    const character = characterOf(match)
    if (character === undefined) continue
    text += source.slice(copied, match.index)
    copied = match.index + match[0].length
    places.push({ at: text.length, start: match.index, end: copied })
    text += character
  }
  if (places.length === 0) return undefined
  text += source.slice(copied)
  const placeBefore = (at: number) => {
    let [low, high] = [0, places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return places[low - 1]
  }
  const startOf = (at: number): number => {
    const place = placeBefore(at)
    if (place === undefined) return at
    return place.at === at ? place.start : place.end + at - place.at - 1
  }
  const endOf = (at: number): number => {
    const place = placeBefore(at - 1)
    return place === undefined ? at : place.end + at - place.at - 1
  }
  return { text, toSource: (start, end) => [startOf(start), endOf(end)] }
}

/** Characters outside of the basic plane are no part of a key. */
const characterOf = ([, percent, u4, u, x, plain, hex, decimal]: RegExpMatchArray):
  | string
  | undefined => {
  if (plain !== undefined) return plain
  const code =
    decimal === undefined
      ? Number.parseInt(percent ?? u4 ?? u ?? x ?? hex ?? '', 16)
      : Number(decimal)
  return code <= 0xffff ? String.fromCharCode(code) : undefined
}
