// The clients of GitHub. Readers and writers are made by different functions.
export { githubBranches } from './branches.ts'
export { githubCommentWriter } from './comments.ts'
export { isSameLogin, normalizeText } from './compare.ts'
export { GitHubError, type GitHubErrorKind } from './error.ts'
export { githubIssues } from './issues.ts'
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
