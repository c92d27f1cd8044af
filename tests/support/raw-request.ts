import { connect } from 'node:net'

export type RawAnswer = { status: number; headers: Headers; text: string }

/**
 * Sends a request as it is written, which fetch would tidy up or refuse.
 *
 * @param start its first line without the version, such as `TRACE /`.
 * @returns the answer once the server has closed the connection.
 */
export async function rawRequest(
  url: string,
  start: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url)
  const all = {
    Host: host,
    Connection: 'close',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let received = ''
    socket.setEncoding('utf8').on('data', (chunk) => (received += chunk))
    socket.on('close', () => resolve(received)).on('error', reject)
    socket.write(`${start} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  })
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const [statusLine = '', ...fields] = head.split('\r\n')
  const pairs = fields.map((field): [string, string] => {
    const [name = '', ...value] = field.split(':')
    return [name, value.join(':').trim()]
  })
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Headers(pairs),
    text: rest.join('\r\n\r\n'),
  }
}
