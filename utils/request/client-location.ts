import type { ClientLocation } from '@/utils/auth/devices/assess-risk'
import type { Network } from './client-address'

/**
 * Reads the client's approximate location from the headers of the platform. Only Vercel's are trusted, and only on Vercel, whose edge
 * overwrites them (https://vercel.com/docs/headers/request-headers): anywhere else, a client can send any value.
 */
export function clientLocation(headers: Headers, { vercel }: Network): ClientLocation {
  if (!vercel) return {}
  const country = headers.get('x-vercel-ip-country') ?? ''
  const latitude = degrees(headers.get('x-vercel-ip-latitude'), 90)
  const longitude = degrees(headers.get('x-vercel-ip-longitude'), 180)
  return {
    country: /^[A-Z]{2}$/.test(country) ? country : undefined,
    coordinates: latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
  }
}

function degrees(header: string | null, max: number): number | undefined {
  if (!header || !/^-?\d{1,3}(\.\d{1,10})?$/.test(header)) return undefined
  const value = Number(header)
  return Math.abs(value) <= max ? value : undefined
}
