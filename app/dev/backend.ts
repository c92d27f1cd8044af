export type Backend = {
  /** The name in the bar. */
  label: string
  /** Whether it runs on this machine. The example users exist only there. */
  local: boolean
  mailboxUrl: string | undefined
}

/** Where a local Supabase shows the emails it has sent: `[local_smtp]` in supabase/config.toml. */
const LOCAL_MAILBOX_URL = 'http://127.0.0.1:54324'

/**
 * Describes the Supabase that the development server uses.
 *
 * @param supabaseUrl the address this server reaches it at.
 * @param source the environment; `npm run dev` sets DEV_BACKEND and DEV_MAILBOX_URL.
 */
export function describeBackend(supabaseUrl: string, source: Record<string, string | undefined>): Backend {
  const { host, hostname } = new URL(supabaseUrl)
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
    return { label: `Hosted (${host})`, local: false, mailboxUrl: undefined }
  return {
    label: `${source.DEV_BACKEND || 'Local Supabase'} (${host})`,
    local: true,
    mailboxUrl: source.DEV_MAILBOX_URL || LOCAL_MAILBOX_URL,
  }
}
