// Patterns of paths: `*`, `**`, `?` and `{a,b}`. They come from settings that anybody may propose, so that none may
// take long to match: nothing is compiled to a regular expression, and nothing is tried twice.

/** Whether a path, in parts, fits a pattern. */
export const matcherOf = (pattern: string): ((path: string) => boolean) => {
  const alternatives = alternativesOf(pattern).map((each) => each.split('/'))
  return (path) => alternatives.some((each) => covers(each, path.split('/'), '**', segmentFits))
}

const mostAlternatives = 100

/** A pattern once for each choice that its braces give. */
const alternativesOf = (pattern: string): readonly string[] => {
  let all: readonly string[] = [pattern]
  while (all.some((each) => braces.test(each))) {
    all = all.flatMap((each) => {
      const [group, choices = ''] = braces.exec(each) ?? []
      return group === undefined
        ? [each]
        : choices.split(',').map((choice) => each.replace(group, () => choice))
    })
    if (all.length > mostAlternatives)
      throw new Error(
        `\`${pattern}\` stands for more than ${mostAlternatives} patterns: use \`*\`.`,
      )
  }
  return all
}
const braces = /\{([^{}]*)\}/

/** Whether a pattern covers all that is given; `any` stands for any number of parts. No pattern takes it long. */
const covers = (
  pattern: readonly string[],
  given: readonly string[],
  any: string,
  fits: (wanted: string, part: string) => boolean,
): boolean => {
  let [at, next, star, from] = [0, 0, -1, 0]
  while (next < given.length) {
    const [wanted, part] = [pattern[at], given[next] ?? '']
    if (wanted === any) {
      star = at
      at += 1
      from = next
    } else if (wanted !== undefined && fits(wanted, part)) {
      at += 1
      next += 1
    } else if (star >= 0) {
      at = star + 1
      from += 1
      next = from
    } else return false
  }
  return pattern.slice(at).every((rest) => rest === any)
}

const segmentFits = (wanted: string, segment: string): boolean =>
  covers([...wanted], [...segment], '*', (sign, letter) => sign === '?' || sign === letter)
