import type { NetworkFact } from '../core/address.ts'
import { defineSubject } from '../core/check.ts'

/** An address that the whole Internet can reach: of any other there is nothing to judge. */
export const routable = defineSubject({
  needs: ['addressReach', 'address'],
  absent: ({ addressReach: { range }, address }) => range && `${address.display} is ${range.what}`,
})

/** An address that has a name. Where that was not seen, it may have one. */
export const named = defineSubject({
  within: routable,
  needs: ['reverse', 'address'],
  absent: ({ reverse, address }) =>
    reverse.answer.kind !== 'blind' && reverse.names.length === 0 ? `${address.display} has no name` : undefined,
})

/** How reverse DNS is set where the address is: an order. */
export function howToSetReverse(network: NetworkFact, family: 4 | 6): string {
  const { hosting } = 'known' in network ? network.known : network
  if (!hosting?.reverse)
    return 'Whoever runs the network sets it: look for "reverse DNS" or "PTR" at the address in the panel of your host, or ask your provider to.'
  return `At ${hosting.name}: ${family === 6 && hosting.reverse6 ? hosting.reverse6 : hosting.reverse}`
}
