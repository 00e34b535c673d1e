// Matches paths with glob patterns: `*`, `**`, `?` and `{a,b}`. A pull request may propose any pattern, so matching never
// takes exponential time: it does not use regular expressions and backtracks only to the last wildcard.

/** A function that says whether a path matches the pattern. */
export const globMatcher = (pattern: string): ((path: string) => boolean) => {
  const alternatives = expandBraces(pattern).map((each) => each.split('/'))
  return (path) =>
    alternatives.some((each) => matchesSequence(each, path.split('/'), '**', matchesSegment))
}

const maxAlternatives = 100

/** The patterns without braces that a pattern with braces stands for. */
const expandBraces = (pattern: string): readonly string[] => {
  let all: readonly string[] = [pattern]
  while (all.some((each) => bracePattern.test(each))) {
    all = all.flatMap((each) => {
      const [group, choices = ''] = bracePattern.exec(each) ?? []
      return group === undefined
        ? [each]
        : choices.split(',').map((choice) => each.replace(group, () => choice))
    })
    if (all.length > maxAlternatives)
      throw new Error(`\`${pattern}\` expands to more than ${maxAlternatives} patterns: use \`*\`.`)
  }
  return all
}
const bracePattern = /\{([^{}]*)\}/

/** Whether the pattern matches all items; `wildcard` matches any number of them. Quadratic in the worst case. */
const matchesSequence = (
  pattern: readonly string[],
  items: readonly string[],
  wildcard: string,
  matchesOne: (expected: string, item: string) => boolean,
): boolean => {
  let [patternIndex, itemIndex, starIndex, retryIndex] = [0, 0, -1, 0]
  while (itemIndex < items.length) {
    const [expected, item] = [pattern[patternIndex], items[itemIndex] ?? '']
    if (expected === wildcard) {
      starIndex = patternIndex
      patternIndex += 1
      retryIndex = itemIndex
    } else if (expected !== undefined && matchesOne(expected, item)) {
      patternIndex += 1
      itemIndex += 1
    } else if (starIndex >= 0) {
      patternIndex = starIndex + 1
      retryIndex += 1
      itemIndex = retryIndex
    } else return false
  }
  return pattern.slice(patternIndex).every((rest) => rest === wildcard)
}

const matchesSegment = (expected: string, segment: string): boolean =>
  matchesSequence(
    [...expected],
    [...segment],
    '*',
    (token, character) => token === '?' || token === character,
  )

/** Why a glob cannot be used, as a sentence; `undefined` where it can. */
export const globFault = (pattern: string): string | undefined => {
  try {
    globMatcher(parseRelativePath(pattern).join('/'))
    return undefined
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

/** Whether a file, a folder or a glob names a path. */
export const pathMatcher = (pattern: string): ((path: string) => boolean) => {
  const pathSegments = parseRelativePath(pattern)
  const literalPath = pathSegments.join('/')
  if (pathSegments.some((part) => /[*?{}]/.test(part))) return globMatcher(literalPath)
  const matchesInFolder = globMatcher([...pathSegments, '**', '*.{yaml,yml}'].join('/'))
  return (path) => path === literalPath || matchesInFolder(path)
}

export const parseRelativePath = (path: string): readonly string[] => {
  if (/^[/\\]|^[A-Za-z]:/.test(path))
    throw new Error(
      `\`${path}\` is an absolute path. Write it relative to the root of the repository.`,
    )
  if (path.includes('\\')) throw new Error(`\`${path}\` contains a backslash. Write \`/\` instead.`)
  const pathSegments = path.split('/').filter((part) => part !== '' && part !== '.')
  if (pathSegments.includes('..'))
    throw new Error(`\`${path}\` leads out of the repository. Remove the \`..\`.`)
  return pathSegments
}
