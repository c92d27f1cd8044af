/** A client's approximate location. Unknown parts are undefined. */
export type ClientLocation = {
  /** ISO 3166-1, two letters. */
  country?: string | undefined
  coordinates?: { latitude: number; longitude: number } | undefined
}

/** What is known about a sign-in whose password was correct. */
export type SignInSignals = {
  /** The account was signed in to with this browser before. */
  isKnownDevice: boolean
  /** Recent attempts at the account with an incorrect password, in any browser. */
  recentFailures: number
  location: ClientLocation
  /** The location of the last sign-in, and the hours since then; undefined if it is unknown. */
  last?: (ClientLocation & { hoursAgo: number }) | undefined
}

/**
 * - `low`: the user signs in.
 * - `notify`: the owner is emailed, if the device is new.
 * - `verify`: the user also needs the second factor, or without one a code by email.
 * - `reject`: the password does not sign in.
 */
export type RiskLevel = 'low' | 'notify' | 'verify' | 'reject'

const NOTIFY_SCORE = 25
const VERIFY_SCORE = 50
const REJECT_SCORE = 80

const NEW_DEVICE = 30
const OTHER_COUNTRY = 20
const IMPOSSIBLE_TRAVEL = 50
const PER_FAILURE = 5
const MAX_FAILURES = 20

/** The speed of an airliner. */
const MAX_SPEED_KMH = 900

/** The location of an IP address can be off by this much. */
const MIN_DISTANCE_KM = 500

const EARTH_RADIUS_KM = 6371

/** Assesses the risk that a sign-in is not the owner's. What is unknown adds nothing. */
export function assessRisk(signals: SignInSignals): { score: number; level: RiskLevel } {
  const { isKnownDevice, recentFailures, location, last } = signals
  const isOtherCountry =
    location.country !== undefined && last?.country !== undefined && location.country !== last.country
  const score =
    (isKnownDevice ? 0 : NEW_DEVICE) +
    Math.min(recentFailures * PER_FAILURE, MAX_FAILURES) +
    (isOtherCountry ? OTHER_COUNTRY : 0) +
    (isImpossibleTravel(signals) ? IMPOSSIBLE_TRAVEL : 0)
  return { score, level: levelOf(score) }
}

function levelOf(score: number): RiskLevel {
  if (score >= REJECT_SCORE) return 'reject'
  if (score >= VERIFY_SCORE) return 'verify'
  return score >= NOTIFY_SCORE ? 'notify' : 'low'
}

function isImpossibleTravel({ location, last }: SignInSignals): boolean {
  if (!location.coordinates || !last?.coordinates) return false
  const distance = distanceKm(location.coordinates, last.coordinates)
  return distance >= MIN_DISTANCE_KM && distance > MAX_SPEED_KMH * last.hoursAgo
}

type Coordinates = NonNullable<ClientLocation['coordinates']>

/** The distance on the globe (haversine formula). */
function distanceKm(from: Coordinates, to: Coordinates): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const square = (angle: number) => Math.sin(angle / 2) ** 2
  const chord =
    square(radians(to.latitude - from.latitude)) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      square(radians(to.longitude - from.longitude))
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}
