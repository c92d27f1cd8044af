const unitSeconds = { ms: 0.001, s: 1, m: 60, h: 3600 }

/**
 * Parses a duration in the format of config.toml (`"1m30s"`, `"60s"`, `"24h"`).
 * @returns seconds. Throws an Error for anything else.
 */
export function parseDuration(text: string): number {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) throw new Error(`Not a duration: ${JSON.stringify(text)}`)
  let total = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    total += Number(amount) * unitSeconds[unit as keyof typeof unitSeconds]
  }
  return total
}
