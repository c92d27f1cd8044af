/** What the product is called, wherever its name is shown. */
export const SITE_NAME = 'Acme'

export const SITE_DESCRIPTION = 'Sign up, confirm your address, and pick up where you left off.'
