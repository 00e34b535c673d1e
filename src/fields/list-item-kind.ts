// Names a list whose items other resources name, such as the environments of the project.

/** The items of a list of the resources of a kind, which other resources name. */
export interface ListItemKind {
  readonly kind: string
  readonly list: string
  /** The member that is the name of an item. */
  readonly key: string
  /** What an item is called in a sentence. */
  readonly noun: string
  /** Other names may be right, too: clients of Statsig may send any name of an environment. */
  readonly isOpen?: true
}
