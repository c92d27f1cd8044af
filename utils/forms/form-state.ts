import type { z } from 'zod'

/** What a form shows after it was submitted. Holds no secret. */
export type FormState = {
  /** What went wrong. */
  message?: string
  /** What was done. */
  success?: string
  /** What is wrong with a field, by its name. */
  errors?: Record<string, string>
  /** What was typed, secrets aside. */
  values?: Record<string, string>
}

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>

type Parsed<T> = { ok: true; data: T } | { ok: false; state: FormState }

const CHECK_FIELDS = 'Check the highlighted fields and try again.'
const SECRET_FIELDS = /^(password|verificationCode|recoveryCode)/
const MAX_ECHOED_CHARACTERS = 100_000

/**
 * Checks a submitted form against its schema. Other fields are ignored; a field sent twice is an error.
 *
 * @returns the valid data, or the state that shows each error at its field.
 */
export function parseForm<S extends z.ZodObject>(schema: S, form: FormData): Parsed<z.output<S>> {
  const names = Object.keys(schema.shape)
  const sent = Object.fromEntries(names.map((name) => [name, only(form.getAll(name))]))
  const parsed = schema.safeParse(sent)
  if (parsed.success) return { ok: true, data: parsed.data }

  const errors: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) errors[String(path[0])] ??= message
  return { ok: false, state: { message: CHECK_FIELDS, errors } }
}

/** The fields that go back into the form: no passwords, no codes of a second factor, and no unbounded text. */
export function submittedValues(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => echo(name, only(form.getAll(name)))))
}

/** The state that shows one error, at its field. */
export function fieldError(name: string, error: string): FormState {
  return { message: CHECK_FIELDS, errors: { [name]: error } }
}

function only(sent: FormDataEntryValue[]): unknown {
  return sent.length > 1 ? sent : sent[0]
}

function echo(name: string, value: unknown): [string, string][] {
  const mayReturn =
    typeof value === 'string' && value.length <= MAX_ECHOED_CHARACTERS && !SECRET_FIELDS.test(name)
  return mayReturn ? [[name, value]] : []
}
