import { defineSubject, type Subject } from '../core/check.ts'
import { endOf, reaches, type Stage } from '../core/session-stages.ts'
import { instead, stateOf } from './session-ports.ts'
import { serverOf, withRoute } from './session-told.ts'

const words: Readonly<Record<Stage, string>> = {
  connected: 'an open port',
  tls: 'TLS',
  greeting: 'a greeting',
  hello: 'EHLO',
  ready: 'a login',
}

/** A session that gets as far as this stage: where every one ended before with a plain no, that check tells why. */
const gotAsFarAs = (stage: Stage): Subject =>
  defineSubject({
    needs: ['relay', 'relaySessions'],
    absent({ relay, relaySessions }) {
      const ends = withRoute(relaySessions).map((session) => ({
        session,
        end: endOf(session, serverOf(relay, session)),
      }))
      const isOver = ends.every(({ session, end }) => end?.seen && !reaches(session, stage, end))
      return ends.length > 0 && isOver ? `no session with ${relay.display} got as far as ${words[stage]}` : undefined
    },
  })

/** A relay that has an address: of any other there is no session. */
export const reachable = defineSubject({
  needs: ['relayHost', 'relay'],
  absent: ({ relayHost, relay }) =>
    relayHost.addresses.length === 0 && relayHost.answers.every(({ kind }) => kind !== 'blind')
      ? `${relay.host} has no address`
      : undefined,
})

/** A port that takes connections. Where it takes none, and another port of the relay answers, relay-ports tells both. */
export const connects = defineSubject({
  within: reachable,
  needs: ['relay', 'relaySessions', 'relayPorts'],
  absent({ relay, relaySessions, relayPorts }) {
    const [first, ...more] = withRoute(relaySessions)
    if (!first || [first, ...more].some((session) => stateOf(session) === 'open')) return undefined
    const way = instead(first, relayPorts.others)
    return way && `nothing is heard of ${relay.host} at port ${first.port}, while port ${way.port} answers`
  },
})

export const greets: Subject = { ...gotAsFarAs('greeting'), within: connects }
export const encrypts: Subject = { ...gotAsFarAs('tls'), within: connects }
export const ready: Subject = { ...gotAsFarAs('ready'), within: connects }
