import { resolve } from 'node:path'

/** The folder that holds package.json; every path that a script uses is relative to it. */
export const projectRoot = resolve(import.meta.dirname, '../..')
