// Words for the direction in which a change at the console is careful.

/** Which direction of a change is the safer one. */
export type RestrictiveDirection =
  /** Switched off; of a choice, any other word. */
  | 'off'
  /** Switched on; of a choice, any other word. */
  | 'on'
  /** A smaller number. */
  | 'lower'
  /** A greater number. */
  | 'higher'
  /** Items were taken out that let users in, or one was put in that lets nobody in and stands before others. */
  | 'fewer'
  /** Items were put in. */
  | 'more'
  /** Whatever changed, inside of it too: nobody can tell which direction is safer. */
  | 'any'
