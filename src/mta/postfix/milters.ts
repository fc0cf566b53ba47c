import type { Postfix } from '../../core/mta.ts'
import { groupedWords, readNameValue, unbrace } from './lines.ts'
import type { Service } from './master-cf.ts'
import type { Parameters } from './parameters.ts'

/** A mail filter, and what happens where it is down, if it has its own word on that. */
interface Milter {
  milter: string
  action?: string
}

/** `inet:127.0.0.1:8891`, or `{ inet:127.0.0.1:8891, default_action = accept }` (postconf(5), smtpd_milters). */
function readList(value: string): Milter[] {
  return groupedWords(value).map((word) => {
    const [milter = '', ...attributes] = word.startsWith('{') ? groupedWords(unbrace(word) ?? '') : [word]
    const action = attributes
      .map((one) => readNameValue(unbrace(one) ?? one))
      .find((read) => 'name' in read && read.name === 'default_action')
    return { milter, ...(action && 'value' in action && { action: action.value }) }
  })
}

/** The filters of mail that comes in by SMTP, of mail that does not, and of services that have their own. */
export function readMilters(
  main: Parameters,
  services: readonly Service[],
  of: (service: Service) => Parameters,
): Postfix['milters'] {
  const [smtpd, nonSmtpd] = [readList(main.text('smtpd_milters')), readList(main.text('non_smtpd_milters'))]
  const own = services.filter(({ program, overrides }) => program === 'smtpd' && overrides.has('smtpd_milters'))
  const ofServices = own.map((service) => ({
    service: service.name,
    list: readList(of(service).text('smtpd_milters')),
    from: service.from,
  }))
  const all = [...smtpd, ...nonSmtpd, ...ofServices.flatMap(({ list }) => list)]
  const names = (list: readonly Milter[]) => list.map(({ milter }) => milter)
  const actions = new Map(all.flatMap(({ milter, action }) => (action ? [[milter, action] as const] : [])))
  return {
    smtpd: names(smtpd),
    nonSmtpd: names(nonSmtpd),
    defaultAction: main.setting('milter_default_action'),
    ownActions: [...actions].map(([milter, action]) => ({ milter, action })),
    services: ofServices.map(({ service, list, from }) => ({ service, milters: names(list), from })),
  }
}
