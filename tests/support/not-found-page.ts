import { expect } from 'vitest'

/** Expects a response to be the 404 page, complete without JavaScript. @returns its HTML. */
export async function expectNotFoundPage(response: Response): Promise<string> {
  const html = await response.text()
  const shown = {
    status: response.status,
    title: /<title>([^<]*)<\/title>/.exec(html)?.[1],
    heading: /<h1[^>]*>([^<]*)<\/h1>/.exec(html)?.[1],
  }
  expect(shown).toEqual({
    status: 404,
    title: expect.stringMatching(/^Page not found · /),
    heading: 'Page not found',
  })
  return html
}
