// The text of a JSON document: neither a terminal nor a build log takes a part of it for a command.
import type { Json } from '../../core/json.ts'
import { neutralizeJson } from '../escape/terminal.ts'

/** Parsed, it is the same value. */
export const jsonText = (value: Json): string => neutralizeJson(JSON.stringify(value, null, 2))
