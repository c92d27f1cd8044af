export type Status = 'ok' | 'warning' | 'failure'

/** What a check found. The message says what to do next, and never holds a key. */
export type Finding = { check: string; status: Status; message: string }

export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message })

export const warning = (check: string, message: string): Finding => ({ check, status: 'warning', message })

export const failure = (check: string, message: string): Finding => ({ check, status: 'failure', message })
