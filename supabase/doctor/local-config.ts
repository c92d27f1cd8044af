import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'

const CONFIG = new URL('../config.toml', import.meta.url)

/** The settings of the local stack, unchecked. */
export function localConfig(): unknown {
  return parse(readFileSync(CONFIG, 'utf8'))
}
