import type { Asked, RelayTarget, SessionAsked } from '../core/target.ts'
import { targetAt, tlsBegins, type Way } from './session-ways.ts'

/** How to send through another port: an order, to be filled from `orderFor`. */
export const sendThrough = `Send through port {port2}, which has {begins2}. In Postfix:

    relayhost = [{host}]:{port2}
    smtp_tls_wrappermode = {wrapper}
    smtp_tls_security_level = encrypt

Where the map of smtp_sasl_password_maps names the port, change it there too, and run postmap on it. See that it works{with}:

    {command}`

/** What `sendThrough` is filled from. */
export const orderFor = (relay: RelayTarget, asked: Asked, { port, tls }: Way) => ({
  host: relay.host,
  port2: port,
  begins2: tlsBegins(tls),
  wrapper: tls === 'implicit' ? 'yes' : 'no',
  ...commandAt(relay, asked, port),
})

/** The same as one order that nothing is filled in later. */
export function orderToSend(relay: RelayTarget, asked: Asked, way: Way): string {
  const values: Readonly<Record<string, string | number>> = orderFor(relay, asked, way)
  return sendThrough.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]))
}

/**
 * The command of this run at another port, or with TLS begun in another way: `command`, to be pasted. What was asked for
 * stays asked for; `with` says how to go on where that is not all.
 */
export function commandAt(
  relay: RelayTarget,
  { session }: Pick<Asked, 'session'>,
  port: number,
  tls?: Way['tls'],
): { command: string; with: string } {
  const kept = session ? optionsOf(session) : { words: [], isAll: true }
  const words = ['relaycheck', 'relay', targetAt(relay, port), ...(tls ? ['--tls', tls] : []), ...kept.words]
  return { command: words.map(quoted).join(' '), with: kept.isAll ? '' : ' (what else was given stays as it was)' }
}

/** Longer commands are not pasted by anybody: then whom the session speaks for is left out. */
const longest = 300

/** The options of the run. Files cannot be known here, and a name that may be a key is not said again. */
function optionsOf({ login, servername, helo, source, family, openRelayTest, senders, recipients }: SessionAsked) {
  const isSaid = login !== undefined && !mayBeKey(login.user)
  const usual = [
    ...(isSaid ? ['--user', login.user] : []),
    ...(login?.mechanism ? ['--auth', login.mechanism] : []),
    ...(servername === undefined ? [] : ['--servername', servername]),
    ...(helo === undefined ? [] : ['--helo', helo]),
    ...(source === undefined ? [] : ['--bind', source]),
    ...(family === undefined ? [] : [`--ipv${family}`]),
    ...(openRelayTest ? ['--open-relay-test'] : []),
  ]
  const people = [
    ...senders.flatMap((sender) => ['--from', sender === '' ? '<>' : sender]),
    ...recipients.flatMap((recipient) => ['--to', recipient]),
  ]
  const fits = people.join(' ').length <= longest
  return { words: [...usual, ...(fits ? people : [])], isAll: fits && login === undefined && servername === undefined }
}

/** Some relays take a key or a token in the place of a name. */
const mayBeKey = (user: string): boolean =>
  !/^[a-z][\w.+-]{0,40}(?:@[\w.-]{1,100})?$/i.test(user) || /^(?:api|key|sk)[-_\d]|^akia|[\da-f-]{16}|\d{6}/i.test(user)

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string => (/^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
