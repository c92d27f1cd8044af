/**
 * Nobody sees it: guards redirect to the login. Next puts what stands here into every page it sends, and its own, with styles, is
 * longer than many a page.
 */
export default function Unauthorized() {
  return <p>Sign in first.</p>
}
