const KEY = 'unsent-text'
const TYPED = 'form textarea, form input:is([type=text], [type=email], :not([type]))'

type Typed = HTMLInputElement | HTMLTextAreaElement

/** A field with what was typed into it; `at` tells fields of one name apart. */
export type DraftField = { name: string; at: number; label: string; value: string }

/** What someone had typed and not sent when they were signed out, and on which page. */
export type Draft = { user: string; page: string; fields: DraftField[] }

/** Puts aside what is typed on this page and not sent, for this tab alone. No password is among it. */
export function saveDraft(user: string): void {
  const page = window.location.pathname + window.location.search
  const fields = [...document.querySelectorAll<Typed>(TYPED)]
    .filter(({ name, value, defaultValue }) => name && value && value !== defaultValue)
    .map((field) => ({ name: field.name, at: placeOf(field), label: labelOf(field), value: field.value }))
  if (fields.length > 0) writeDraft({ user, page, fields })
}

/** What was put aside in this tab. */
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
 * Gives the text back to the fields that it was typed into, if this is their page and the user who typed it is here again.
 *
 * @returns true when nothing is left aside.
 */
export function restoreDraft({ user, page, fields }: Draft, visitor: string): boolean {
  if (visitor && visitor !== user) clearDraft()
  if (visitor !== user) return Boolean(visitor)
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
