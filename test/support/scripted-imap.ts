import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { TLSSocket } from 'node:tls'
import { makeAuthority, type Shown } from './certificates.ts'

/** What is said to a command: lines, each with its end; `{tag}` is the tag of the command. Or whatever a function does. */
export type Answer =
  | string
  | ((said: { say(text: string | Uint8Array): void; socket: Socket; line: string; tag: string }) => void)

/** An IMAP server that does as it is told, and else as a small honest one with an empty INBOX. */
export interface ScriptedImap {
  port: number
  authority: string
  /** What the client said, line by line. */
  heard: string[]
  connections: () => number
  reach(host: string, port: number): { address: string; port: number }
}

const name = 'imap.receiver.example'

const honest: Readonly<Record<string, Answer>> = {
  greeting: '* OK ready',
  CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done',
  NAMESPACE: '* NAMESPACE (("" "/")) NIL NIL\r\n{tag} OK done',
  AUTHENTICATE: '+ ',
  /** What comes behind a `+`. */
  proof: '{tag} OK logged in',
  LIST: '* LIST (\\HasNoChildren) "/" INBOX\r\n{tag} OK done',
  LSUB: '{tag} OK done',
  STATUS: '* STATUS INBOX (UIDNEXT 1 UIDVALIDITY 7)\r\n{tag} OK done',
  EXAMINE:
    '* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)]\r\n* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 1]\r\n{tag} OK [READ-ONLY] done',
  NOOP: '{tag} OK done',
  LOGOUT: '* BYE\r\n{tag} OK done',
}

export async function startImap(
  t: TestContext,
  script: Readonly<Record<string, Answer>> = {},
  { secure = true, shown }: { secure?: boolean; shown?: Shown } = {},
): Promise<ScriptedImap> {
  const authority = makeAuthority()
  const { cert, key } = shown ?? authority.issue([name])
  const heard: string[] = []
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((raw) => {
    count++
    sockets.add(raw)
    raw.on('error', () => {}).once('close', () => sockets.delete(raw))
    talk(raw, secure)
  })
  function talk(raw: Socket, isTls: boolean, greets = true) {
    const socket = isTls ? new TLSSocket(raw, { isServer: true, cert, key }) : raw
    socket.on('error', () => {})
    const say = (text: string | Uint8Array) => void (socket.destroyed || socket.write(text))
    const play = (command: string, line: string, tag: string) => {
      const answer = script[command] ?? honest[command] ?? '{tag} BAD unknown'
      if (typeof answer === 'function') answer({ say, socket, line, tag })
      else if (answer !== '') say(`${answer.replaceAll('{tag}', tag)}\r\n`)
    }
    let [unread, waiting] = ['', '']
    socket.on('data', (octets: Buffer) => {
      unread += octets.toString('latin1')
      for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
        const line = unread.slice(0, end)
        unread = unread.slice(end + 2)
        heard.push(line)
        const [tag = '', ...words] = line.split(' ')
        const command =
          words[0]?.toUpperCase() === 'UID' ? `UID ${words[1]?.toUpperCase()}` : (words[0] ?? '').toUpperCase()
        if (words.length === 0 || waiting !== '') {
          play('proof', line, waiting)
          waiting = ''
        } else if (command === 'STARTTLS') {
          socket.removeAllListeners('data')
          play('STARTTLS', line, tag)
          talk(raw, true, false)
        } else {
          if (command === 'AUTHENTICATE' || command === 'IDLE') waiting = tag
          // With no name it asks for the delimiter alone (RFC 3501 section 6.3.8).
          if (command === 'LIST' && line.endsWith('"" ""')) say(`* LIST (\\Noselect) "/" ""\r\n${tag} OK done\r\n`)
          else play(command, line, tag)
        }
      }
    })
    if (greets) play('greeting', '', '*')
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    authority: authority.cert,
    heard,
    connections: () => count,
    reach: () => ({ address: '127.0.0.1', port }),
  }
}
