// The supported part of GitHub's GraphQL schema.
import { buildSchema } from 'graphql'

/** Types, fields and nullability as GitHub publishes them; other queries are refused. */
export const schema = buildSchema(`
  scalar DateTime
  scalar GitObjectID
  scalar URI
  type Query {
    viewer: User!
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  }
  type Mutation { minimizeComment(input: MinimizeCommentInput!): MinimizeCommentPayload }
  input MinimizeCommentInput {
    clientMutationId: String
    subjectId: ID!
    classifier: ReportedContentClassifiers!
  }
  enum ReportedContentClassifiers { ABUSE DUPLICATE LOW_QUALITY OFF_TOPIC OUTDATED RESOLVED SPAM }
  type MinimizeCommentPayload { clientMutationId: String minimizedComment: Minimizable }
  interface Minimizable { isMinimized: Boolean! minimizedReason: String viewerCanMinimize: Boolean! }
  interface Node { id: ID! }
  interface Actor { login: String! url: URI! }
  type User implements Node & Actor { id: ID! login: String! url: URI! databaseId: Int }
  type Bot implements Node & Actor { id: ID! login: String! url: URI! databaseId: Int }
  type IssueComment implements Node & Minimizable {
    id: ID!
    databaseId: Int
    fullDatabaseId: String
    author: Actor
    body: String!
    createdAt: DateTime!
    updatedAt: DateTime!
    isMinimized: Boolean!
    minimizedReason: String
    viewerCanMinimize: Boolean!
    viewerDidAuthor: Boolean!
  }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type IssueCommentConnection { nodes: [IssueComment] pageInfo: PageInfo! totalCount: Int! }
  type Issue implements Node {
    id: ID!
    number: Int!
    comments(first: Int, after: String, last: Int, before: String): IssueCommentConnection!
  }
  type PullRequest implements Node {
    id: ID!
    number: Int!
    headRefOid: GitObjectID!
    comments(first: Int, after: String, last: Int, before: String): IssueCommentConnection!
  }
  type Repository implements Node {
    id: ID!
    nameWithOwner: String!
    isPrivate: Boolean!
    object(expression: String, oid: GitObjectID): GitObject
    issue(number: Int!): Issue
    pullRequest(number: Int!): PullRequest
  }
  interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! }
  type Blob implements Node & GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    text: String
  }
  type TreeEntry { name: String! path: String mode: Int! type: String! oid: GitObjectID! object: GitObject }
  type Tree implements Node & GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    entries: [TreeEntry!]
  }
  type Commit implements Node & GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    message: String!
    committedDate: DateTime!
    tree: Tree!
  }
  type Tag implements Node & GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! name: String! }
`)
