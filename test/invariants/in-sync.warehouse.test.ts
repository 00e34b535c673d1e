// What every kind promises in a warehouse project.
import { describeInvariants } from './in-sync.ts'

describeInvariants('warehouse')
