import { visible } from '../../records/visible.ts'
import type { Parameters } from './parameters.ts'

const rewriting = ['canonical_maps', 'sender_canonical_maps', 'masquerade_domains']

/** What else changes mail on its way and is not followed here: each a clause. */
export function unreadOf(main: Parameters, version: string | undefined): string[] {
  const set = (name: string) => main.text(name) !== ''
  const { from } = main.setting('content_filter')
  // postconf(5): `shutdown` since 3.11, 3.10.8, 3.9.9, 3.8.15 and 3.7.20, `tempfail` before.
  const hasMilters = set('smtpd_milters') || set('non_smtpd_milters')
  const undecided = hasMilters && version === undefined && main.setting('milter_default_action').from === 'default'
  return [
    ...(undecided ? ['milter_default_action is not set, and what it is then depends on the release of Postfix'] : []),
    ...rewriting.filter(set).map((name) => `${name} rewrites senders before their route is chosen`),
    ...(set('smtp_generic_maps') ? ['smtp_generic_maps rewrites addresses as mail leaves'] : []),
    ...(set('content_filter')
      ? [
          `content_filter (${from}) hands mail to ${visible(main.text('content_filter'))} first; the routes are those of mail that comes back`,
        ]
      : []),
    ...(main.isOn('soft_bounce') ? ['soft_bounce keeps mail that was refused in the queue'] : []),
    ...(set('defer_transports') ? [`defer_transports holds back ${visible(main.text('defer_transports'))}`] : []),
  ]
}
