/** Tells password managers whose password a form takes. It is not displayed. */
export function UsernameField({ email }: { email: string }) {
  return <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
}
