// What is asked of GitHub, in the words that an error needs.

export interface Task {
  /** As the end of "GitHub cannot ...". */
  readonly doing: string
  /** What the job's token needs for it. */
  readonly needs: Permission
}

export type Permission =
  | 'contents: read'
  | 'contents: write'
  | 'issues: read'
  | 'issues: write'
  | 'pull-requests: read'
  | 'pull-requests: write'

export const task = (doing: string, needs: Permission): Task => ({ doing, needs })
