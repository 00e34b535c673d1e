// Values on one line, much as YAML spells them.
import { isList, isMembers, type Json } from '../../json.ts'
import { clean } from '../escape/terminal.ts'

export const isScalar = (value: Json): value is null | boolean | number | string =>
  !isList(value) && !isMembers(value)

export const isLines = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.trimEnd().includes('\n')

/** Harmless text, uncut. */
export const inline = (value: Json | undefined): string => {
  if (value === undefined) return '(none)'
  return typeof value === 'string' ? word(value, mistakable) : flow(value)
}

export const keyText = (name: string): string => word(name, inside)

const flow = (value: Json): string => {
  if (isList(value)) return `[${value.map(flow).join(', ')}]`
  if (isMembers(value))
    return `{${Object.entries(value)
      .map(([name, inner]) => `${keyText(name)}: ${flow(inner)}`)
      .join(', ')}}`
  return typeof value === 'string' ? word(value, inside) : String(value)
}

/** Quoted only where it could be taken for something else. */
const word = (text: string, confusing: RegExp): string => {
  const isNumeric = text.trim() !== '' && !Number.isNaN(Number(text))
  return clean(text === '' || isNumeric || confusing.test(text) ? JSON.stringify(text) : text)
}

const mistakable = /^\s|\s$|^["']|[\n\t]| → |^(?:true|false|null|~|\(none\)|\[\]|\{\})$/i
const inside = new RegExp(`${mistakable.source}|[,[\\]{}]|: | #|^[-?] |^[@&*!|>%#\`]|:$`, 'i')
