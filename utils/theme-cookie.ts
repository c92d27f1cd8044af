/** The cookie with the theme that was chosen in this browser; utils/theme.ts reads and writes it. */
export const THEME_COOKIE = 'theme'
