import about from '../package.json' with { type: 'json' }

/** relaycheck's own version. */
export const { version } = about
