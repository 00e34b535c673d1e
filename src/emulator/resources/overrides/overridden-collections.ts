// The collections whose objects have overrides.
export const overriddenCollections = [
  'gates',
  'holdouts',
  'experiments',
  'autotunes',
  'layers',
] as const
export type OverriddenCollection = (typeof overriddenCollections)[number]
