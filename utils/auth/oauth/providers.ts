/** The identity providers that this application knows how to show, by the Auth server's names for them. */
export const PROVIDER_NAMES = { github: 'GitHub', google: 'Google' } as const

export type Provider = keyof typeof PROVIDER_NAMES

export const PROVIDERS = Object.keys(PROVIDER_NAMES).filter(isProvider)

/** Whether a text names one of them. */
export function isProvider(text: string): text is Provider {
  return Object.hasOwn(PROVIDER_NAMES, text)
}
