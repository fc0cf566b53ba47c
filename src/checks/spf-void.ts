import type { SpfTermLook } from '../core/spf.ts'
import { firstOf, shorten } from '../core/spf-evidence.ts'
import type { SpfSurvey } from '../core/spf-survey.ts'

/** Terms for which a client over IPv4 finds nothing, once each, by what their owner can do about them. */
interface Voids {
  /** The name does not exist. */
  gone: string[]
  /** An `mx` whose host exists and takes no mail itself, and the term that names that host. */
  mx: string[]
  /** Hosts that have addresses of the other family. */
  six: string[]
  /** Names that exist and hold nothing of what is asked. */
  bare: string[]
}

/** What the record of a survey asks for in vain, the names that exist told from those that do not. */
export function voidsIn({ nodes }: SpfSurvey): Voids {
  const looks = nodes.flatMap(({ at }) => at.terms).filter((look) => !look.dead && isVoid(look))
  const kinds = Map.groupBy(new Map(looks.map((look) => [look.term.text, look])).values(), kindOf)
  const texts = (kind: keyof Voids) => (kinds.get(kind) ?? []).map(({ term }) => shorten(term.text))
  const mx = (kinds.get('mx') ?? []).map(({ term, name }) => `a:${name} in place of ${shorten(term.text)}`)
  return { gone: texts('gone'), mx, six: texts('six'), bare: texts('bare') }
}

/** What to do about the names that exist, in sentences; `''` where there are none. */
export function voidAdvice({ gone, mx, six, bare }: Voids): string {
  if (mx.length + six.length + bare.length === 0) return ''
  const list = (items: readonly string[]) => firstOf(items).join(', ')
  return [
    gone.length ? `Take out the terms whose names no longer exist: ${list(gone)}.` : '',
    mx.length ? `There are no MX records for mx: to name hosts by. If the host itself sends, write ${list(mx)}.` : '',
    six.length ? `Name by ip6: the hosts that have only IPv6 addresses: ${list(six)}.` : '',
    bare.length
      ? `These names exist and have no address, so name those who send by ip4: or ip6: in their place: ${list(bare)}.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

const isVoid = ({ term, a, mx }: SpfTermLook): boolean => {
  const answer = term.name === 'mx' ? mx : a
  return answer?.kind === 'no-data' || answer?.kind === 'no-such-name'
}

function kindOf({ term, a, aaaa, mx }: SpfTermLook): keyof Voids {
  if (term.name === 'mx') return mx?.kind === 'no-such-name' ? 'gone' : 'mx'
  if (aaaa?.kind === 'records') return 'six'
  return a?.kind === 'no-such-name' ? 'gone' : 'bare'
}
