/** What the product is called, wherever its name is shown. */
export const SITE_NAME = 'Acme'

export const SITE_DESCRIPTION =
  'Keep your notes where only you can read them, and learn together with others.'
