export type Status = 'ok' | 'warning' | 'failure'

/** The result of a check. The message says what was found, then what to do, and never contains a key. */
export type Finding = { check: string; status: Status; message: string }

export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message })

export const warning = (check: string, message: string): Finding => ({ check, status: 'warning', message })

export const failure = (check: string, message: string): Finding => ({ check, status: 'failure', message })
