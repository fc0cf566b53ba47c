import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { Postfix } from '../../core/mta.ts'
import { type MtaName, saidName } from '../../core/mta-around.ts'
import { parseDomain } from '../../records/domain.ts'
import { neverAsk } from '../../records/name.ts'
import { few } from '../few.ts'
import { ordersFor, setting } from '../mta-orders.ts'
import { runsPostfix } from '../mta-subjects.ts'

const box =
  'The setup of Mail-in-a-Box keeps the name, in PRIMARY_HOSTNAME of {box}, and would put another back. Give it the right one there:\n\n    sudo mailinabox'

const outcomes = {
  proper: {
    verdict: 'pass',
    says: 'Postfix calls itself {name} ({parameter}, {from}), which leads to {addresses}.',
    brief: '{name}',
  },
  unqualified: {
    verdict: 'fail',
    says: 'Postfix calls itself "{name}" ({parameter}, {from}): {why}. It says so in EHLO, and relays and receivers refuse such a name ("need fully-qualified hostname").',
    fix: 'Give it the full name of this machine, one that DNS knows, in place of mail.example.com:\n\n    {postconf} -e {setting}\n    {reload}',
    fixes: { box },
  },
  'not-resolving': {
    verdict: 'warn',
    says: 'Postfix calls itself {name} ({parameter}, {from}), and DNS has no address for that: receivers that look it up count it against the mail, and some refuse it.',
    fix: 'Publish an A record for {name}, or give Postfix a name that has one:\n\n    {postconf} -e {setting}\n    {reload}',
    fixes: { box: `Publish an A record for {name}. ${box}` },
  },
  'not-resolving-behind-relay': {
    verdict: 'info',
    says: 'Postfix calls itself {name} ({parameter}, {from}), and DNS has no address for that. All mail goes through a relay, which receivers judge in its place, and a relay that takes a login seldom looks.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-hostname',
  step: 'mta',
  title: 'Postfix has a proper name',
  why: 'The name goes out in EHLO, in Received and in Message-ID; one without a domain is refused by many, and one that DNS does not know counts against the mail.',
  refs: ['RFC 5321 section 2.3.5', 'RFC 5321 section 4.1.1.1', 'https://www.postfix.org/postconf.5.html#myhostname'],
  subject: runsPostfix,
  needs: ['postfix', 'mtaNames', 'mailInABox'],
  outcomes,
  judge: (facts): Rulings[] => facts.postfix.map((one) => judgeInstance(one, facts)),
})

function judgeInstance(postfix: Postfix, { mtaNames, mailInABox }: Pick<Facts, 'mtaNames' | 'mailInABox'>): Rulings {
  const { value: name, from, parameter } = saidName(postfix)
  const about = {
    ...ordersFor(postfix),
    name,
    from,
    box: mailInABox?.path ?? '',
    parameter,
    setting: setting(parameter, 'mail.example.com'),
  }
  const fixFor = mailInABox && parameter === 'myhostname' ? { fixFor: 'box' } : {}
  const why = faultIn(name)
  if (why !== undefined) return { outcome: 'unqualified', about: { ...about, why }, ...fixFor }
  const answers = mtaNames.find((one) => one.name === name)?.answers ?? []
  const evidence = answers.flatMap((answer) => dnsEvidence(answer))
  const addresses = addressesIn(answers)
  if (addresses.length > 0) return { outcome: 'proper', about: { ...about, addresses: few(addresses) }, evidence }
  const unseen = answers.find((answer) => answer.kind === 'blind')
  if (unseen) return { cannotTell: unseen.blind, about: { name }, evidence }
  const behind = postfix.routes.every(({ kind }) => kind === 'relay')
  if (behind) return { outcome: 'not-resolving-behind-relay', about, evidence }
  return { outcome: 'not-resolving', about, evidence, ...fixFor }
}

const addressesIn = (answers: MtaName['answers']): string[] =>
  answers.flatMap((answer) => (answer.kind === 'records' ? answer.records.map(({ data }) => data) : []))

/** Why it is no full host name, a clause. */
function faultIn(name: string): string | undefined {
  if (!name.includes('.')) return "it has no dot, and a name without a domain is nobody else's to look up"
  const parsed = parseDomain(name)
  if ('fault' in parsed) return 'DNS cannot carry that as a name'
  if (/\.localdomain$/.test(parsed.name)) return 'localdomain stands for a domain that was never set'
  return neverAsk(parsed.name)
}
