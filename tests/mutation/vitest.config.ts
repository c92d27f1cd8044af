import { defineConfig } from 'vitest/config'
import config from '../../vitest.config.ts'
import { STAGE, STAGES } from './stages.ts'

const stage = STAGES[process.env[STAGE] ?? '']
if (!stage) throw new Error(`${STAGE} names no stage of a mutation run.`)

/** The tests of one stage, all in one worker because there are thousands of runs. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    projects: undefined,
    setupFiles: ['next/dist/server/node-environment-baseline'],
    include: stage.tests,
    exclude: stage.without ?? [],
    isolate: false,
    testTimeout: 60_000,
  },
})
