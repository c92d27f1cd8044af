import type { Page } from '@playwright/test'

/**
 * Waits until React has taken a page over. What is done to a page before, by changing its elements or by listening in it, React may undo
 * or miss: a test that does more than a person could waits for this first.
 */
export async function hydrated(page: Page): Promise<void> {
  try {
    await takenOver(page)
  } catch (error) {
    // The page has led on to another by itself.
    if (!String(error).includes('Execution context was destroyed')) throw error
    await page.waitForLoadState()
    await hydrated(page)
  }
}

async function takenOver(page: Page): Promise<void> {
  await page.evaluate(async () => {
    type Root = { stateNode: { current: { memoizedState: { isDehydrated?: boolean } } } }
    // React keeps its root at the element that it was given, here the document, and notes there whether it still waits for the page.
    const isTakenOver = () =>
      Object.entries(document).some(
        ([name, root]: [string, Root]) =>
          name.startsWith('__reactContainer$') && !root.stateNode.current.memoizedState.isDehydrated,
      )
    // Where no script runs, and on pages of other servers, there is nothing to wait for.
    if (!('__next_f' in window)) return
    while (!isTakenOver()) await new Promise(requestAnimationFrame)
  })
}
