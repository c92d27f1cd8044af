/** Loaded before a server (`--import`): its clock is off by CLOCK_OFF_BY_MS, timers and all else aside. */
const offBy = Number(process.env.CLOCK_OFF_BY_MS)
const RealDate = Date
const now = () => RealDate.now() + offBy

const Shifted = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, from) => (name === 'now' ? now : Reflect.get(target, name, from)),
})
Object.assign(globalThis, { Date: Shifted })
