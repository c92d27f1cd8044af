'use client'

import { useEffect, useRef, useState } from 'react'
import type { FormState } from '@/utils/forms/form-state'
import { FieldError } from './field-frame'
import { useFieldId } from './form-id'
import { loadTurnstile, type Turnstile } from './turnstile'

type CaptchaProps = { siteKey: string | undefined; state: FormState }

/**
 * Cloudflare Turnstile. Its token is a field of the form and valid once, so it is renewed after each response. Without a site
 * key, nothing is rendered or loaded.
 */
export function Captcha({ siteKey, state }: CaptchaProps) {
  const id = useFieldId('captcha')
  const box = useRef<HTMLDivElement>(null)
  const widget = useRef<{ turnstile: Turnstile; id: string }>(null)
  const handledState = useRef(state)
  const [missing, setMissing] = useState(false)

  useEffect(() => {
    let gone = false
    if (!siteKey) return
    loadTurnstile().then(
      (turnstile) => {
        if (gone || !box.current) return
        widget.current = { turnstile, id: turnstile.render(box.current, { sitekey: siteKey }) }
      },
      () => setMissing(true),
    )
    return () => {
      gone = true
      widget.current?.turnstile.remove(widget.current.id)
      widget.current = null
    }
  }, [siteKey])

  useEffect(() => {
    if (state === handledState.current) return
    handledState.current = state
    widget.current?.turnstile.reset(widget.current.id)
  }, [state])

  if (!siteKey) return null
  return (
    <div id={id} tabIndex={-1} className="grid gap-1.5">
      <div ref={box} className="min-h-16" />
      <noscript>
        <p className="text-sm text-muted">
          This form needs JavaScript to block bots. Turn it on and reload the page.
        </p>
      </noscript>
      <FieldError
        id={id}
        error={missing ? 'The bot check couldn’t load. Reload the page.' : state.errors?.captcha}
      />
    </div>
  )
}
