// The behaviors of the workspace, for the test that counts which ones are shown.
export const workspaceBehaviors = [
  'unknown-users-refused',
  'teams-listed-whole',
  'team-patch-replaces',
  'target-app-ids-unlisted',
  'used-units-deleted',
  'role-permissions-merged',
  'built-in-roles-editable',
  'settings-merged',
  'keys-forbidden',
  'keys-masked',
] as const

/** These are shown on the checks themselves. */
export const workspaceCheckBehaviors = [
  'unknown-teams-accepted',
  'unknown-apps-accepted',
  'unknown-units-accepted',
] as const
