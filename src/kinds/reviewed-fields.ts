// Finds which review holds which change of a kind.
import type { Kind } from './kind.ts'
import type { ReviewedFields } from './reviews.ts'

/** The entry of a field, and its key in a review. `undefined` where no review can hold a change of the field. */
export const reviewOfField = (
  { fields, reviews }: Kind,
  name: string,
): { readonly entry: ReviewedFields; readonly key: string } | undefined => {
  const entries = reviews?.routes?.fields ?? []
  const named = entries.find(({ keys }) => keys !== undefined && Object.hasOwn(keys, name))
  const key = named?.keys?.[name]
  if (named !== undefined && key !== undefined) return { entry: named, key }
  const { sentIn = 'always', subResource } = fields[name] ?? {}
  const others = entries.find(({ keys }) => keys === undefined)
  const isOrdinary = subResource === undefined && (sentIn === 'always' || sentIn === 'update')
  return others && isOrdinary ? { entry: others, key: name } : undefined
}
