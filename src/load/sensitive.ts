// What a file wants to be seen by nobody: in every spelling of it, and never by a pointer that leads nowhere.
import { type Diagnostic, error } from '../diagnostic.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Positions } from '../model.ts'
import { join, segments } from '../pointer.ts'
import { didYouMean } from '../suggest.ts'

/** The pointers as given, and those of the texts that say the same as what they point to. */
export const sensitiveWithTwins = (
  { requirements = [] }: Kind,
  given: readonly string[],
): readonly string[] => {
  const pairs = requirements.flatMap(({ needs }) =>
    needs.rule === 'same-value' ? [[needs.at, needs.twin] as const] : [],
  )
  const others = given.flatMap((path) =>
    pairs.flatMap(([at, twin]) => [
      ...(leadsInto(path, at) ? [twin.slice(1)] : []),
      ...(leadsInto(path, twin) ? [at.slice(1)] : []),
    ]),
  )
  return [...new Set([...given, ...others])]
}

/** Whether a path goes through a place, or ends above it. */
const leadsInto = (path: string, place: string): boolean => {
  const [own, of] = [segments(`/${path}`), segments(place)]
  return of.every((segment, index) => {
    const here = own[index]
    return here === undefined || here === segment || here === '*' || segment === '*'
  })
}

export const sensitiveFaults = (
  { fields, kind }: Kind,
  given: readonly string[],
  positions: Positions,
): readonly Diagnostic[] =>
  given.flatMap((path, index) => {
    const [top = ''] = segments(`/${path}`)
    if (Object.hasOwn(fields, top)) return []
    const [dotted = ''] = top.split('.')
    const hint =
      dotted !== top && Object.hasOwn(fields, dotted)
        ? `Write \`${path.replaceAll('.', '/')}\`: a pointer has slashes.`
        : didYouMean(top, Object.keys(fields))
    return [
      error(
        'invalid-value',
        `\`${path}\` leads to nothing: a ${kind.replaceAll('_', ' ')} has no key \`${top}\`.`,
        {
          at: positions.value(join('/lifecycle/sensitive', index)),
          ...(hint !== undefined && { hint }),
        },
      ),
    ]
  })
