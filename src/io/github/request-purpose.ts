// What is asked of GitHub, in the words that an error needs.

export interface RequestPurpose {
  /** As the end of "GitHub cannot ...". */
  readonly action: string
  /** What the job's token needs for it. */
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
