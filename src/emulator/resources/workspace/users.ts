// The users of the project, who are managed in the console.
import type { JsonObject } from '../../../core/json.ts'
import { notFound } from '../../core/api-error.ts'
import type { Author, Person } from '../../core/author.ts'
import type { EmulatorContext, Resource } from '../../core/context.ts'
import { textOf, userIdOf } from '../../core/ids.ts'
import { respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { serializeObject } from '../../shared/serialize.ts'

const person = (email: string, firstName: string, lastName: string, role: string): JsonObject => ({
  userID: userIdOf(email),
  email,
  firstName,
  lastName,
  role,
})

/** The user with this mail address, in upper or lower case. */
export const userOf = (context: EmulatorContext, email: string): JsonObject | undefined =>
  context.store.all('users').find((user) => equalsIgnoringCase(textOf(user['email']), email))

export const authorOf = (person: Person): Author => ({ ...person, id: userIdOf(person.email) })

/** The name of a user of the project, or one made of the mail address: `On Call` of `on.call@example.com`. */
export const personName = (context: EmulatorContext, email: string): string => {
  const user = userOf(context, email)
  if (user) return `${textOf(user['firstName'])} ${textOf(user['lastName'])}`.trim()
  return email
    .replace(/@.*$/, '')
    .split(/[._+-]+/)
    .filter((word) => word !== '')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(' ')
}

const equalsIgnoringCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export const users: Resource = {
  collection: 'users',
  newObject: (_context, body) => ({ ...person('', '', '', 'member'), ...body }),
  builtIn: () => [
    person('ada@example.com', 'Ada', 'Admin', 'admin'),
    person('max@example.com', 'Max', 'Member', 'member'),
    person('other.person@example.com', 'Other', 'Person', 'member'),
  ],
  routes: [
    {
      method: 'GET',
      path: 'users',
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          'User listed successfully.',
          'users',
          call.context.store.all('users'),
        ),
    },
    {
      method: 'GET',
      path: 'users/*',
      handle: ({ context, params }) => {
        const user = userOf(context, params[0] ?? '')
        if (!user) throw notFound('User not found.')
        return respond('User read successfully.', serializeObject(context, 'users', user))
      },
    },
  ],
}
