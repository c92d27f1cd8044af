import manifest from '../package.json' with { type: 'json' }

const [, ...words] = manifest.scripts.start.split(' ')
/** The Node.js options of `npm start`; the Dockerfile has the same ones (tests/long/container.test.ts). */
export const OUR_NODE_OPTIONS = words.slice(
  0,
  words.findIndex((word) => !word.startsWith('--')),
)
