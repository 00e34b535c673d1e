// The purpose of a request to GitHub, for error messages.

export interface RequestPurpose {
  /** As the end of "GitHub cannot ...". */
  readonly action: string
  /** The permission that the token needs. */
  readonly permission: Permission
}

export type Permission =
  | 'contents: read'
  | 'contents: write'
  | 'issues: read'
  | 'issues: write'
  | 'pull-requests: read'
  | 'pull-requests: write'

export const purpose = (action: string, permission: Permission): RequestPurpose => ({
  action,
  permission,
})
