// Whether a member of a live resource still means what it meant.

import type { Json } from '../../../src/core/json.ts'
import type { Field } from '../../../src/fields/field.ts'
import { canonicalText } from '../../../src/fields/normalize.ts'

/** A server that shuffles sets and fills in defaults gets them back so. */
export const isAsItWas = (
  field: Field | undefined,
  was: Json | undefined,
  is: Json | undefined,
): boolean =>
  JSON.stringify(was ?? null) === JSON.stringify(is ?? null) ||
  (field !== undefined &&
    canonicalText(field, was, asWritten) === canonicalText(field, is, asWritten))
const asWritten = (_: string, text: string): string => text
