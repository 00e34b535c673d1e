// Replaces alias keys, which files may use, by the keys of the API.
import { error } from '../../core/diagnostic.ts'
import type { JsonObject } from '../../core/json.ts'
import { join, type Pointer, segments, topLevelName } from '../../core/pointer.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions } from '../../model/index.ts'

export const resolveAliases = (
  { aliases = {} }: Kind,
  content: JsonObject,
  writtenPositions: Positions,
) => {
  const usedAliases = Object.entries(aliases).filter(([alias]) => Object.hasOwn(content, alias))
  const conflicts = usedAliases.filter(([, name]) => Object.hasOwn(content, name))
  const aliasByName = new Map(usedAliases.map(([alias, name]) => [name, alias]))
  const writtenPointer = (pointer: Pointer): Pointer => {
    const alias = aliasByName.get(topLevelName(pointer))
    return alias === undefined
      ? pointer
      : segments(pointer).slice(1).reduce<Pointer>(join, join('', alias))
  }
  return {
    members: Object.fromEntries(
      Object.entries(content).map(([name, value]) => [
        Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name,
        value,
      ]),
    ),
    positions:
      usedAliases.length === 0
        ? writtenPositions
        : {
            key: (pointer: Pointer) => writtenPositions.key(writtenPointer(pointer)),
            value: (pointer: Pointer) => writtenPositions.value(writtenPointer(pointer)),
            spelling: (pointer: Pointer) => writtenPositions.spelling(writtenPointer(pointer)),
          },
    diagnostics: conflicts.map(([alias, name]) =>
      error(
        'invalid-value',
        `\`${alias}\` and \`${name}\` are the same field; the file has both.`,
        {
          at: writtenPositions.key(join('', alias)),
          hint: `Keep \`${name}\`.`,
        },
      ),
    ),
  }
}
