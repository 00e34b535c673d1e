// What every kind promises in a cloud project.
import { describeInvariants } from './in-sync.ts'

describeInvariants('cloud')
