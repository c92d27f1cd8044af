/** Somebody else listens on a port that was asked for. The message says which one and what to do about it. */
export class PortTaken extends Error {
  constructor(port: number, variable: string) {
    super(`Port ${port} is taken: stop what uses it, or choose another one with ${variable}.`)
    this.name = 'PortTaken'
  }
}
