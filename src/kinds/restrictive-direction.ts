// Defines in which direction a change of a field restricts users.

/** The direction of a change in Statsig that takes users away from something, or that protects an experiment. */
export type RestrictiveDirection =
  /** Switched off. Of a choice, any change to another value. */
  | 'off'
  /** Switched on. Of a choice, any change to another value. */
  | 'on'
  /** A smaller number. */
  | 'lower'
  /** A greater number. */
  | 'higher'
  /** Items that let users in were removed, or an item that lets no user in was put before others. */
  | 'fewer'
  /** Items were added. */
  | 'more'
  /** Any change, at any depth: which direction restricts users is not known. */
  | 'any'
