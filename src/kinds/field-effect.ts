// Defines what a change of a field does, where no direction of `restrictive` says it.

/** What a kind says about the changes of a field, whatever their direction. */
export type FieldEffect =
  /** Only people in the console see it. */
  | 'label'
  /** What users get: values of configs, parameters and variants. */
  | 'changes-values'
  /** Which bucket or group a user is in. */
  | 'reassigns'
  /** Which users get it, in a direction that is not known. */
  | 'gains-and-loses'
  /** Who may do what in the project. */
  | 'changes-access'
  /** What is measured, and how results are computed. */
  | 'changes-measurement'
  /** About what users get, and no user gets anything else: the name of a rule that keeps its id. */
  | 'preserves'
  /** A set of which a user must match one value. Absent, all users match; empty, where that is a value, none. */
  | 'any-of'
  /** A list of conditions of which a user must meet all. */
  | 'all-of'
  /** Not known. */
  | 'unknown'
