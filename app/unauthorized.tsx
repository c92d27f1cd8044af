/**
 * Never shown: guards redirect to the sign-in page. Next sends this component with every page, and its default one is many times
 * longer.
 */
export default function Unauthorized() {
  return <p>Sign in to continue.</p>
}
