// The client of GitHub. What only reads is made by another function than what writes.
export { githubBranches } from './branches.ts'
export { githubCommentWriter } from './comments.ts'
export { GitHubError } from './error.ts'
export { githubIssues } from './issues.ts'
export { isSameLogin } from './login.ts'
export type {
  Comment,
  CommentWriter,
  GitHubOptions,
  GitHubReader,
  Issue,
  IssueWriter,
  PullRequest,
} from './model.ts'
export { githubReader } from './reader.ts'
export { githubRepository } from './repository.ts'
