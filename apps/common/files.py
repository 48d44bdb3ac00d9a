"""Names of files that people download."""

import re
from unicodedata import category

LONGEST = 80
# What no file system takes, or takes for a folder.
_REFUSED = re.compile(r'[<>:"/\\|?*]+')


def file_name(title: str, ending: str, *, default: str = "map") -> str:
    """``title`` in its own script as a file name: no control signs, no folders, no hidden file, 80 characters."""
    shown = "".join(" " if category(char)[0] in "CZ" else char for char in title)
    words = " ".join(_REFUSED.sub(" ", shown).split())
    return f"{words[:LONGEST].strip(' .') or default}.{ending}"
