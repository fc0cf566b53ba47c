import type { LookupFunction } from 'node:net'
import type { Dns, DnsAnswer } from '../../core/dns.ts'

/** How the addresses of resolvers that are given by name are found. */
export interface Bootstrap {
  /** As node:net takes it. Its error has a clause `says`. */
  lookup: LookupFunction
  close(): void
}
type Answer = DnsAnswer<'A'> | DnsAnswer<'AAAA'>

const mostOfEach = 3
const patienceMs = 50

/** Asks a DNS client of its own, opened at the first name: what that has heard once it keeps for the run. */
export function openBootstrap(open: () => { dns: Dns; close(): void }): Bootstrap {
  let client: ReturnType<typeof open> | undefined
  return {
    lookup(host, _, done) {
      client ??= open()
      void addressesOf(client.dns, host).then((found) => {
        if (typeof found !== 'string') done(null, found)
        else done(Object.assign(new Error('no address'), { code: 'ENOADDRESS', says: found }), [])
      })
    },
    close: () => client?.close(),
  }
}

/** Addresses of both families, IPv4 first since that is what most machines can reach; or a clause that says why there are none. */
async function addressesOf(dns: Dns, host: string): Promise<{ address: string; family: 4 | 6 }[] | string> {
  const answers = await firstAnswers([dns(host, 'A'), dns(host, 'AAAA')])
  const addresses = ([4, 6] as const).flatMap((family) =>
    answers.flatMap((answer) => addressesIn(answer, family)).slice(0, mostOfEach),
  )
  return addresses.length > 0 ? addresses : whyNone(host, answers)
}

const addressesIn = (answer: Answer, family: 4 | 6) =>
  answer.kind === 'records' && answer.question.type === (family === 4 ? 'A' : 'AAAA')
    ? answer.records.map(({ data }) => ({ address: data, family }))
    : []

/** All answers, or those that came by a moment after the first that helps (RFC 8305 section 3). */
function firstAnswers(asked: readonly Promise<Answer>[]): Promise<Answer[]> {
  const came: Answer[] = []
  return new Promise((done) => {
    for (const one of asked)
      void one.then((answer) => {
        came.push(answer)
        if (came.length === asked.length) done(came)
        else if (answer.kind === 'records') setTimeout(() => done([...came]), patienceMs)
      })
  })
}

function whyNone(host: string, answers: readonly Answer[]): string {
  for (const answer of answers)
    if (answer.kind === 'blind') return `the address of ${host} was not found: ${answer.blind.detail}`
  const [server] = answers.flatMap((answer) => ('server' in answer ? answer.server : []))
  return answers.some(({ kind }) => kind === 'no-such-name')
    ? `there is no such name as ${host}, says ${server}, so {who} cannot be asked`
    : `${host} has no address, says ${server}, so {who} cannot be asked`
}
