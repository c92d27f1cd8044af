/** Runs a command. @returns whether it succeeded. */
export type Run = (command: string, parameters: string[], limitMs: number) => boolean

const INSTALL_MS = 300_000
const AS_ROOT = 'if [ "$(id -u)" = 0 ]; then exec "$@"; else exec sudo -n "$@"; fi'

/** Installs a system package with apt-get, as root. @returns whether that worked. */
export function aptInstall(run: Run, name: string): boolean {
  const asRoot = (...command: string[]) => run('sh', ['-c', AS_ROOT, 'sh', ...command], INSTALL_MS)
  return asRoot('apt-get', 'update') && asRoot('apt-get', 'install', '-y', '--no-install-recommends', name)
}
