"""The places that people and machines register from: addresses, mail, countries, user agents; all are made up."""

COUNTRIES = ("US", "GB", "DE", "FR", "IN", "BR", "SE", "NG", "VN", "PL", "ES", "IT")
COUNTRY_SHARES = (40, 12, 9, 7, 8, 5, 3, 2, 2, 4, 4, 4)

MAIL = ("mailbox.example", "post.example", "inbox.example", "letters.example", "webmail.example", "mymail.example")
MAIL_SHARES = (48, 20, 14, 9, 5, 4)
"""Providers that everybody knows; the others are companies and small ones."""

SMALL_PROVIDERS = 400
AT_SMALL = 18  # per cent of honest people

BROWSERS = ("Chrome", "Safari", "Edge", "Firefox", "Samsung Internet", "Opera")
BROWSER_SHARES = (52, 24, 9, 7, 5, 3)
SYSTEMS = {
    "Chrome": ("Windows NT 10.0", "Android 14", "Macintosh", "X11; Linux"),
    "Safari": ("iPhone", "Macintosh", "iPad"),
    "Edge": ("Windows NT 10.0",),
    "Firefox": ("Windows NT 10.0", "X11; Linux", "Macintosh"),
    "Samsung Internet": ("Android 14", "Android 13"),
    "Opera": ("Windows NT 10.0", "Android 14"),
}
FIRST_VERSION, VERSION_DAYS = 110, 28
"""The newest version on the first day, and the days after which there is another; most people have a recent one."""
