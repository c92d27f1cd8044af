import type { Page } from '@playwright/test'

/**
 * The controls on a page that are less than 44 pixels high or wide (WCAG 2.2, 2.5.5), except links inside a sentence, which the
 * standard exempts. A checkbox includes its label.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const least = 44
    const inSentence = (element: Element) =>
      element.tagName === 'A' &&
      getComputedStyle(element).display === 'inline' &&
      [...(element.parentElement?.childNodes ?? [])].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      )
    const areaOf = (element: Element) => {
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
      const boxes = [element, ...(element.matches('[type=checkbox]') ? labels : [])].map((one) =>
        one.getBoundingClientRect(),
      )
      return {
        width: Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left)),
        height: Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)),
      }
    }
    return [...document.querySelectorAll('a, button, summary, input, select, textarea')]
      .filter((element) => element.checkVisibility() && !element.closest('.sr-only') && !inSentence(element))
      .flatMap((element) => {
        const { width, height } = areaOf(element)
        return width < least || height < least
          ? [`${element.outerHTML.slice(0, 120)}: ${Math.round(width)} x ${Math.round(height)}`]
          : []
      })
  })
}
