// The people of the project; they come and go in the console.
import type { Members } from '../../../json.ts'
import { notFound } from '../../core/api-error.ts'
import type { Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { answer } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { asRead } from '../../shared/serialize.ts'

const person = (email: string, firstName: string, lastName: string, role: string): Members => ({
  email,
  firstName,
  lastName,
  role,
})

/** Whoever has this mail, in whatever capitals. */
export const userOf = (world: World, email: string): Members | undefined =>
  world.store.all('users').find((user) => isSame(textOf(user['email']), email))

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export const users: Resource = {
  collection: 'users',
  fresh: (_world, body) => ({ ...person('', '', '', 'member'), ...body }),
  builtIn: () => [
    person('ada@example.com', 'Ada', 'Admin', 'admin'),
    person('max@example.com', 'Max', 'Member', 'member'),
    person('somebody.else@example.com', 'Somebody', 'Else', 'member'),
  ],
  routes: [
    {
      method: 'GET',
      path: 'users',
      pages: true,
      handle: (call) =>
        listed(call, 'User listed successfully.', 'users', call.world.store.all('users')),
    },
    {
      method: 'GET',
      path: 'users/*',
      handle: ({ world, params }) => {
        const user = userOf(world, params[0] ?? '')
        if (!user) throw notFound('User not found.')
        return answer('User read successfully.', asRead(world, 'users', user))
      },
    },
  ],
}
