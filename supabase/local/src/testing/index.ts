export { Authenticator } from './authenticator.ts'
export { type Consent, giveConsent } from './give-consent.ts'
export { startPublicRealtime } from './public-realtime.ts'
export { CAPTCHA_SECRET, startSiteverify } from './siteverify.ts'
