import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { encodeAvatar, isWebp } from '@/utils/avatars/encode-avatar'

const RED = { r: 255, g: 0, b: 0 }
const BLUE = { r: 0, g: 0, b: 255 }

const plain = (background = RED, width = 40, height = 30) =>
  sharp({ create: { width, height, channels: 3, background } })

const png = await plain().png().toBuffer()
const jpeg = await plain().jpeg().toBuffer()
const webp = await plain().webp().toBuffer()
const gif = await plain().gif().toBuffer()
const tiff = await plain().tiff().toBuffer()
const photo = await plain(RED, 6000, 4000).jpeg().toBuffer()
const longJpeg = await plain(RED, 900, 900).jpeg().toBuffer()

/** The stored picture. Fails the test for a file that is rejected. */
async function encoded(file: Uint8Array): Promise<Buffer> {
  const picture = await encodeAvatar(file)
  if (typeof picture === 'string') throw new Error(picture)
  return picture
}

/** The color in the middle of a picture. */
async function color(picture: Buffer): Promise<number[]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  const middle = (128 * info.width + 128) * info.channels
  return [...data.subarray(middle, middle + 3)].map((value) => Math.round(value / 255))
}

/** A PNG whose header claims another size. */
function withSize(file: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(file)
  changed.writeUInt32BE(width, 16)
  changed.writeUInt32BE(height, 20)
  changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29)
  return changed
}

describe('a picture', () => {
  it.each([
    ['PNG', png],
    ['JPEG', jpeg],
    ['WebP', webp],
    ['JPEG of 24 megapixels', photo],
  ])('becomes a small square WebP from a %s', async (_name, file) => {
    const picture = await encoded(file)
    expect(isWebp(picture)).toBe(true)
    expect(await sharp(picture).metadata()).toMatchObject({ width: 256, height: 256, format: 'webp' })
    expect(await color(picture)).toEqual([1, 0, 0])
  })

  it('fits into the bucket, whatever it shows', async () => {
    const noise = sharp({
      create: {
        width: 800,
        height: 800,
        channels: 3,
        background: RED,
        noise: { type: 'gaussian', mean: 128, sigma: 90 },
      },
    })
    expect((await encoded(await noise.png().toBuffer())).byteLength).toBeLessThan(131_072)
  })

  it('loses where and when it was taken, and is upright', async () => {
    const photo = await plain(RED, 40, 80)
      .withExif({ IFD0: { Orientation: '6', Artist: 'Ada' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">secret</x:xmpmeta>')
      .jpeg()
      .toBuffer()
    expect((await sharp(photo).metadata()).exif?.length).toBeGreaterThan(0)
    const picture = await encoded(photo)
    const { exif, xmp, icc, iptc, orientation } = await sharp(picture).metadata()
    expect({ exif, xmp, icc, iptc, orientation }).toEqual({})
    expect(picture.includes('Ada')).toBe(false)
    expect(picture.includes('secret')).toBe(false)
  })

  it('loses what follows its end', async () => {
    const polyglot = Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>PK\x03\x04')])
    expect((await encoded(polyglot)).includes('script')).toBe(false)
  })

  it('is the first image of an animation', async () => {
    const [first, second] = [png, await plain(BLUE).png().toBuffer()]
    const animation = await sharp([first, second], { join: { animated: true } })
      .webp()
      .toBuffer()
    expect((await sharp(animation).metadata()).pages).toBe(2)
    const picture = await encoded(animation)
    expect((await sharp(picture).metadata()).pages ?? 1).toBe(1)
    expect(await color(picture)).toEqual([1, 0, 0])
  })

  it('is opaque: the initials below it are not visible', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 }
    const image = sharp({ create: { width: 9, height: 9, channels: 4, background: clear } })
    const picture = await encoded(await image.png().toBuffer())
    expect((await sharp(picture).metadata()).hasAlpha).toBe(false)
    expect(await color(picture)).toEqual([1, 1, 1])
  })
})

describe('a file that is rejected', () => {
  it.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a GIF', gif],
    ['a TIFF', tiff],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['an empty file', Buffer.alloc(0)],
  ])('is %s', async (_name, file) => expect(await encodeAvatar(file)).toBe('unsupported'))

  it.each([
    ['a JPEG cut in half', longJpeg.subarray(0, 1500)],
    ['a PNG cut in half', png.subarray(0, 60)],
    ['HTML that begins as a PNG', Buffer.concat([png.subarray(0, 8), Buffer.from('<script>')])],
    ['SVG that begins as a JPEG', Buffer.concat([jpeg.subarray(0, 3), Buffer.from('<svg/>')])],
  ])('is %s', async (_name, file) => expect(await encodeAvatar(file)).toBe('unreadable'))

  it('is a decompression bomb: only its header is read', async () => {
    expect(await encodeAvatar(withSize(png, 30_000, 30_000))).toBe('too-many-pixels')
    expect(await encodeAvatar(withSize(png, 7100, 7100))).toBe('too-many-pixels')
  })

  it('cannot reach a decoder of another format', async () => {
    await expect(sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')).toBuffer()).rejects.toThrow()
    await expect(sharp(gif).toBuffer()).rejects.toThrow()
  })
})
