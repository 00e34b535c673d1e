// Other spellings of keys that files may use, turned into those of the API.
import { error } from '../../diagnostic.ts'
import type { Members } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions } from '../../model.ts'
import { join, type Pointer, segments, topOf } from '../../pointer.ts'

export const respelled = ({ aliases = {} }: Kind, content: Members, places: Positions) => {
  const used = Object.entries(aliases).filter(([alias]) => Object.hasOwn(content, alias))
  const both = used.filter(([, name]) => Object.hasOwn(content, name))
  const back = new Map(used.map(([alias, name]) => [name, alias]))
  const original = (pointer: Pointer): Pointer => {
    const alias = back.get(topOf(pointer))
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
      used.length === 0
        ? places
        : {
            key: (pointer: Pointer) => places.key(original(pointer)),
            value: (pointer: Pointer) => places.value(original(pointer)),
          },
    diagnostics: both.map(([alias, name]) =>
      error('invalid-value', `\`${alias}\` and \`${name}\` mean the same; the file gives both.`, {
        at: places.key(join('', alias)),
        hint: `Keep \`${name}\`.`,
      }),
    ),
  }
}
