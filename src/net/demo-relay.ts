import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** What it calls the message that it takes. */
export const queueId = '1vNkQ2-0001'

/** A relay of the demo, on loopback. */
export interface DemoRelay {
  /** What it calls itself. */
  name: string
  cert: string
  key: string
  /** TLS from the first octet. */
  implicit?: true
  /** It takes a login in clear as well. */
  clearLogin?: true
  /** Who may log in. */
  user: string
  password: string
  /** Whom it takes mail from. */
  senders: readonly string[]
  /** What becomes of a message; without it none is taken. */
  deliver?(message: Buffer): void
}
export interface RunningRelay {
  port: number
  close(): Promise<void>
}

/** Starts it. */
export async function startDemoRelay(relay: DemoRelay): Promise<RunningRelay> {
  const { name, cert, key, implicit = false, clearLogin = false } = relay
  const server = new SMTPServer({
    name,
    banner: 'ESMTP ready',
    secure: implicit,
    cert,
    key,
    authMethods: ['CRAM-MD5', 'PLAIN', 'LOGIN'],
    allowInsecureAuth: clearLogin,
    size: 52_428_800,
    disableReverseLookup: true,
    onAuth(login, _session, done) {
      const said =
        login.method === 'CRAM-MD5' ? login.validatePassword(relay.password) : login.password === relay.password
      const isRight = login.username === relay.user && said
      if (isRight) done(null, { user: relay.user })
      else done(refusal(535, '5.7.8 Incorrect authentication data'))
    },
    onMailFrom({ address }, _session, done) {
      if (address === '' || relay.senders.includes(address)) done()
      else done(refusal(550, `5.7.1 ${address} is not a sender of this account`))
    },
    async onData(stream, _session, done) {
      const message = await buffer(stream)
      if (!relay.deliver) return done(refusal(554, '5.7.0 The demo takes no messages'))
      relay.deliver(message)
      done(null, `OK id=${queueId}`)
    },
    logger: false,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return { port, close: () => new Promise((resolve) => void server.close(() => resolve())) }
}

const refusal = (responseCode: number, says: string) => Object.assign(new Error(says), { responseCode })
