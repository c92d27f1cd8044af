import { connect } from 'node:net'

export type RawResponse = { status: number; headers: Headers; text: string }

/**
 * Sends a request exactly as written, which fetch would normalize or reject.
 *
 * @param start its first line without the version, such as `TRACE /`.
 * @param headers undefined removes a default header.
 * @param lines further headers as raw lines, which may repeat. They replace default headers of the same name.
 * @returns the response once the server has closed the connection.
 */
export async function rawRequest(
  url: string,
  start: string,
  headers: Record<string, string | undefined> = {},
  body = '',
  lines: string[] = [],
): Promise<RawResponse> {
  const { hostname, port, host } = new URL(url)
  const all = {
    Host: host,
    Connection: 'close',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const given = lines.map((line) => line.split(':')[0]?.toLowerCase())
  const written = Object.entries(all)
    .filter(([name, value]) => value !== undefined && !given.includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`)
  const response = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let received = ''
    socket.setEncoding('utf8').on('data', (chunk) => (received += chunk))
    socket.on('close', () => resolve(received))
    // A server that rejects a request early does not read the rest; its response counts.
    socket.on('error', (error) => (received ? resolve(received) : reject(error)))
    socket.write(`${start} HTTP/1.1\r\n${[...written, ...lines].join('\r\n')}\r\n\r\n${body}`)
  })
  const [head = '', ...rest] = response.split('\r\n\r\n')
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
