import { defineSubject, type Subject } from '../core/check.ts'
import { endOf, reaches, type Stage } from '../core/session-stages.ts'
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

export const greets: Subject = { ...gotAsFarAs('greeting'), within: reachable }
export const speaks: Subject = { ...gotAsFarAs('hello'), within: reachable }
export const encrypts: Subject = { ...gotAsFarAs('tls'), within: reachable }
export const ready: Subject = { ...gotAsFarAs('ready'), within: reachable }
