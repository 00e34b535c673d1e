// The behaviors of overrides, for the test that counts which ones are shown.
export const overrideBehaviors = [
  'overrides-post-replaces-all',
  'overrides-in-one-form',
  'overrides-mirrored',
  'override-units-spelled-out',
  'override-references-unchecked',
  'override-targets-under-name',
  'experiment-overrides-by-id',
  'experiment-overrides-patch-replaces',
  'experiment-overrides-missing',
  'layer-overrides-by-display-name',
  'overrides-not-listed',
  'overrides-listed-without-custom-ids',
] as const
