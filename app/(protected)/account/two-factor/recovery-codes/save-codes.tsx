'use client'

import { type ReactNode, useEffect, useState } from 'react'

type SaveCodesProps = {
  codes: string[]
  /** What works without JavaScript. */
  children: ReactNode
}

/** Buttons that copy and print the codes, next to the download. */
export function SaveCodes({ codes, children }: SaveCodesProps) {
  const [ready, setReady] = useState(false)
  const [copied, setCopied] = useState(false)
  useEffect(() => setReady(true), [])

  async function copy() {
    await navigator.clipboard.writeText(codes.join('\n'))
    setCopied(true)
  }

  return (
    <div className="flex flex-wrap items-center gap-3 print:hidden">
      {children}
      {ready && (
        <>
          <button type="button" onClick={copy} className="button button-quiet">
            Copy
          </button>
          <button type="button" onClick={() => window.print()} className="button button-quiet">
            Print
          </button>
        </>
      )}
      <span role="status" className="text-sm text-muted">
        {copied && 'Copied.'}
      </span>
    </div>
  )
}
