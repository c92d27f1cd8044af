/** What somebody is told who asks for another email too soon. */
export function cooldownText(seconds: number): string {
  return `We just sent an email. You can request another in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`
}
