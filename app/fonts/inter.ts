import localFont from 'next/font/local'

/**
 * Inter (https://rsms.me/inter, SIL Open Font License) for Latin-1 and weights 400 to 600, in one file of 27 kB. Other characters
 * use the system font.
 */
export const inter = localFont({
  src: './inter.woff2',
  weight: '400 600',
  variable: '--font-inter',
  display: 'swap',
})
