import { afterAll, beforeAll } from 'vitest'
import { type Stack, startStack } from './stack.ts'

/** Starts a stack before the tests of a file, and closes it after them. Only the tests can use it. */
export function suiteStack(...options: Parameters<typeof startStack>): Stack {
  const stack = {} as Stack
  beforeAll(async () => void Object.assign(stack, await startStack(...options)))
  afterAll(() => stack.close())
  return stack
}
