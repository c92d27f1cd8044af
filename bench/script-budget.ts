/**
 * The maximum size of all scripts of the sign-in page, gzipped, in bytes: 1.06 times the 135,072 of a bare app on next 16.4.6 and
 * react 19.3.1 (docs/performance.md). Before raising it, measure a new floor with `npm run bench`.
 */
export const LOGIN_SCRIPT_BUDGET = 143_200

/** The maximum number of those scripts: the runtime, Next.js with React, the layout, and the page. */
export const LOGIN_SCRIPT_FILES = 4
