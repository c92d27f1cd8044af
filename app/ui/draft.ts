const KEY = 'unsent-text'
/** A password that is shown has the type `text`. */
const SECRET = '[autocomplete$=password], [autocomplete=one-time-code]'
const TYPED = `form textarea, form input:is([type=text], [type=email], :not([type])):not(${SECRET})`

type Typed = HTMLInputElement | HTMLTextAreaElement

/** A field with its text; `at` distinguishes fields with the same name. */
export type DraftField = { name: string; at: number; label: string; value: string }

/** The unsent text of a user who was signed out, and its page. */
export type Draft = { user: string; page: string; fields: DraftField[] }

/** Saves the unsent text of this page for this tab, without passwords and codes. */
export function saveDraft(user: string): void {
  const page = window.location.pathname + window.location.search
  const fields = [...document.querySelectorAll<Typed>(TYPED)]
    .filter(({ name, value, defaultValue }) => name && value && value !== defaultValue)
    .map((field) => ({ name: field.name, at: placeOf(field), label: labelOf(field), value: field.value }))
  if (fields.length > 0) writeDraft({ user, page, fields })
}

/** The saved draft of this tab. */
export function savedDraft(): Draft | null {
  const stored = window.sessionStorage.getItem(KEY)
  return stored ? (JSON.parse(stored) as Draft) : null
}

export function writeDraft(unsent: Draft): void {
  window.sessionStorage.setItem(KEY, JSON.stringify(unsent))
}

export function clearDraft(): void {
  window.sessionStorage.removeItem(KEY)
}

/**
 * Restores the text to its fields, if this is their page and the same user is signed in.
 *
 * @returns true if no draft remains.
 */
export function restoreDraft({ user, page, fields }: Draft, currentUser: string): boolean {
  if (currentUser && currentUser !== user) clearDraft()
  if (currentUser !== user) return Boolean(currentUser)
  if (page !== window.location.pathname + window.location.search) return false
  for (const { name, at, value } of fields) {
    const field = document.getElementsByName(name)[at]
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  clearDraft()
  return true
}

function placeOf(field: Typed): number {
  return [...document.getElementsByName(field.name)].indexOf(field)
}

function labelOf({ labels, name }: Typed): string {
  return labels?.[0]?.textContent?.trim() || name
}
