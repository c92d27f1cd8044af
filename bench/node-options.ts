import manifest from '../package.json' with { type: 'json' }

/** The options of Node.js with which `npm start` runs our server, and the Dockerfile, too. */
export const OUR_NODE_OPTIONS = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'))
