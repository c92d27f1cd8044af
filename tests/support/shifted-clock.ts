/** Loaded before a server (`--import`): shifts its clock by CLOCK_OFF_BY_MS, but not its timers. */
const offBy = Number(process.env.CLOCK_OFF_BY_MS)
const RealDate = Date
const now = () => RealDate.now() + offBy

const Shifted = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, from) => (name === 'now' ? now : Reflect.get(target, name, from)),
})
Object.assign(globalThis, { Date: Shifted })
