import { resolve } from 'node:path'

/** The folder that contains package.json. Scripts resolve their paths from it. */
export const projectRoot = resolve(import.meta.dirname, '../..')
