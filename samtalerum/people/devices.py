"""A rough name for a browser, good enough to recognise one's own: "Firefox, Linux". Kept instead of the full header."""

# The first that fits: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def device_name(header: str) -> str:
    """Browser and system; nothing for what we can't name."""
    found = [next((name for sign, name in signs if sign in header), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
