import { abroad } from './general/abroad.ts'
import { addressLists, domainLists, mistakenLists } from './general/lists.ts'
import { bulk, content, form } from './general/message.ts'
import { bareRefusals } from './general/policy.ts'
import { foreignAddresses, mailboxes, recipientDomains, recipientWishes } from './general/recipient.ts'
import { accounts, authentication, names, senders } from './general/sender.ts'
import { connections, expiry, filtersDown, greylisting, protocol, rates, trouble } from './general/transport.ts'

/**
 * What many servers say in words of their own. Since the first that fits is taken, those stand first whose words can mean
 * one thing alone, and those last that say only that a rule refused, or that it is to be tried again.
 */
export const genericReplies = [
  ...filtersDown,
  ...greylisting,
  ...mistakenLists,
  ...domainLists,
  ...addressLists,
  ...authentication,
  ...names,
  ...senders,
  ...accounts,
  ...bulk,
  ...foreignAddresses,
  ...form,
  ...recipientDomains,
  ...recipientWishes,
  ...mailboxes,
  ...rates,
  ...content,
  ...connections,
  ...expiry,
  ...protocol,
  ...trouble,
  ...abroad,
  ...bareRefusals,
]
