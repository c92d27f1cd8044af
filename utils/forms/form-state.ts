import type { z } from 'zod'

/** What a form shows after it was sent: nothing in it is a secret. */
export type FormState = {
  /** What went wrong with the whole, in our own words. */
  message?: string
  /** What went well. */
  success?: string
  /** What went wrong at a field, by the field's name. */
  errors?: Record<string, string>
  /** What had been typed, passwords aside. */
  values?: Record<string, string>
}

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>

type Parsed<T> = { ok: true; data: T; values: Record<string, string> } | { ok: false; state: FormState }

const CHECK_FIELDS = 'Check the highlighted fields and try again.'
const MAX_ECHOED_CHARACTERS = 100_000

/**
 * Checks a sent form against its schema. Only the schema's own fields are looked at; a field sent twice is an error there.
 *
 * @returns the typed data, or the state that shows each error at its field with everything typed kept, passwords aside.
 */
export function parseForm<S extends z.ZodObject>(schema: S, form: FormData): Parsed<z.output<S>> {
  const names = Object.keys(schema.shape)
  const sent = Object.fromEntries(names.map((name) => [name, only(form.getAll(name))]))
  const values = submittedValues(form, names)

  const parsed = schema.safeParse(sent)
  if (parsed.success) return { ok: true, data: parsed.data, values }

  const errors: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) errors[String(path[0])] ??= message
  return { ok: false, state: { message: CHECK_FIELDS, errors, values } }
}

/** What a form may be given back of what was typed into it: no password, and nothing without end. */
export function submittedValues(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => echo(name, only(form.getAll(name)))))
}

/** The state that shows one error, at its field. */
export function fieldError(name: string, error: string, values: Record<string, string> = {}): FormState {
  return { message: CHECK_FIELDS, errors: { [name]: error }, values }
}

function only(sent: FormDataEntryValue[]): unknown {
  return sent.length > 1 ? sent : sent[0]
}

function echo(name: string, value: unknown): [string, string][] {
  const mayReturn =
    typeof value === 'string' && value.length <= MAX_ECHOED_CHARACTERS && !name.startsWith('password')
  return mayReturn ? [[name, value]] : []
}
