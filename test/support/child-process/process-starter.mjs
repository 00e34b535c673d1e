// Starts the processes that a worker of the tests asks for, and forwards what goes in and comes out. See `index.ts`.
import { spawn } from 'node:child_process'

/** @type {Map<number, import('node:child_process').ChildProcessWithoutNullStreams>} */
const children = new Map()

/** @param {import('./messages.ts').Response} response */
const respond = (response) => {
  // The worker may have ended.
  if (process.connected) process.send?.(response, () => {})
}

/** @param {Extract<import('./messages.ts').Request, { kind: 'start' }>} request */
const start = ({ id, file, args, cwd, env }) => {
  const child = spawn(file, args, { cwd, env })
  children.set(id, child)
  for (const output of /** @type {const} */ (['stdout', 'stderr']))
    child[output].on('data', (chunk) => respond({ id, kind: 'output', output, chunk }))
  child.stdin.on('error', () => respond({ id, kind: 'input-closed' }))
  child.on('error', ({ message, ...members }) => respond({ id, kind: 'error', message, members }))
  child.on('exit', (code, signal) => respond({ id, kind: 'exit', code, signal }))
  child.on('close', (code, signal) => {
    children.delete(id)
    respond({ id, kind: 'close', code, signal })
  })
}

process.on('message', (/** @type {import('./messages.ts').Request} */ request) => {
  const child = children.get(request.id)
  switch (request.kind) {
    case 'start':
      start(request)
      break
    case 'input':
      child?.stdin.write(request.chunk)
      break
    case 'input-end':
      child?.stdin.end()
      break
    case 'kill':
      child?.kill(request.signal)
      break
  }
})

process.on('disconnect', () => {
  for (const child of children.values()) child.kill('SIGKILL')
})
