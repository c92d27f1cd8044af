import type { Page } from '@playwright/test'

/**
 * Waits until React has hydrated a page. Before that, React may undo changes to its elements or miss events, so a test that does
 * more than a user could waits for this first.
 */
export async function hydrated(page: Page): Promise<void> {
  try {
    await takenOver(page)
  } catch (error) {
    // The page has navigated away.
    if (!String(error).includes('Execution context was destroyed')) throw error
    await page.waitForLoadState()
    await hydrated(page)
  }
}

async function takenOver(page: Page): Promise<void> {
  await page.evaluate(async () => {
    type Root = { stateNode: { current: { memoizedState: { isDehydrated?: boolean } } } }
    // React stores its root at its container, here the document, and in it whether hydration is pending.
    const isTakenOver = () =>
      Object.entries(document).some(
        ([name, root]: [string, Root]) =>
          name.startsWith('__reactContainer$') && !root.stateNode.current.memoizedState.isDehydrated,
      )
    // Without scripts, and on pages of other servers, there is nothing to wait for.
    if (!('__next_f' in window)) return
    while (!isTakenOver()) await new Promise(requestAnimationFrame)
  })
}
