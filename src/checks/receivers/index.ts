import type { Check } from '../../core/check.ts'
import receiverApple from './receiver-apple.ts'
import receiverGmail from './receiver-gmail.ts'
import receiverMicrosoft from './receiver-microsoft.ts'
import receiverYahoo from './receiver-yahoo.ts'

export const receiverChecks: readonly Check[] = [receiverGmail, receiverYahoo, receiverMicrosoft, receiverApple]
