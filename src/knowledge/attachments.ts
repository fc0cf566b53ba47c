/**
 * Endings of files that Gmail refuses a message for (`552 5.7.0`), in archives too
 * (https://support.google.com/mail/answer/6590); Outlook and others block most of them.
 */
export const refusedEndings: ReadonlySet<string> = new Set(
  (
    'ade adp apk appx appxbundle bat cab chm cmd com cpl diagcab diagcfg diagpkg dll dmg ex ex_ exe hta img ins iso isp ' +
    'jar jnlp js jse lib lnk mde mjs msc msi msix msixbundle msp mst nsh pif ps1 scr sct shb sys vb vbe vbs vhd vxd wsc ' +
    'wsf wsh xll'
  ).split(' '),
)

/** Octets that Postfix takes as it comes (message_size_limit, https://www.postfix.org/postconf.5.html). */
export const usualOctets = 10_240_000

/** Octets that a message may have at Gmail and Outlook.com, encoded as it is sent; many take less. */
export const mostOctets = 25 * 1024 * 1024
