import { resolve } from 'node:path'

/** The folder that holds package.json; every path the backend reads hangs from it. */
export const projectRoot = resolve(import.meta.dirname, '../..')
