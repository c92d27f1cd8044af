/** What somebody is told who asks for another email too soon. */
export function cooldownText(seconds: number): string {
  return `An email has just been sent. Another can be sent in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`
}
