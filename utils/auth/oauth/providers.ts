/** The identity providers that this application supports, by the Auth server's names. */
export const PROVIDER_NAMES = { github: 'GitHub', google: 'Google' } as const

export type Provider = keyof typeof PROVIDER_NAMES

export const PROVIDERS = Object.keys(PROVIDER_NAMES).filter(isProvider)

/** Whether a text is the name of a supported provider. */
export function isProvider(text: string): text is Provider {
  return Object.hasOwn(PROVIDER_NAMES, text)
}
