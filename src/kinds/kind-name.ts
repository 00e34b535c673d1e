// Writes the name of a kind in a sentence.

/** `unit id type`. */
export const kindText = (kind: string): string => kind.replaceAll('_', ' ')

/** `a gate`, `an experiment`, `a unit id type`. */
export const kindWithArticle = (kind: string): string =>
  `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kindText(kind)}`
