import type { Page } from '@playwright/test'

/** The text fields on a page that show too little of what is typed: less than about ten characters. */
export async function narrowFields(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const least = 120
    const fields =
      'input:is(:not([type]), [type=text], [type=email], [type=password], [type=search]), textarea'
    return [...document.querySelectorAll(fields)]
      .filter((field) => field.checkVisibility() && !field.closest('.sr-only'))
      .map((field) => ({ field, width: Math.round(field.getBoundingClientRect().width) }))
      .filter(({ width }) => width < least)
      .map(({ field, width }) => `${field.outerHTML.slice(0, 120)}: ${width}`)
  })
}
