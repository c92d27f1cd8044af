/**
 * What all scripts of the login page may weigh together, gzipped, in bytes: 1.08 times the 135,072 of a bare application on
 * next 16.4.6 and react 19.3.1 (docs/performance.md). Who needs more measures a new floor with `npm run bench` first.
 */
export const LOGIN_SCRIPT_BUDGET = 145_800
