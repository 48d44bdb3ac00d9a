"""The long texts of the site: privacy and accessibility, from fixtures/pages, one folder per language.

Figures that the code decides (days, addresses) are named in braces and filled in here, so that text and code agree.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.preferences import YEAR
from apps.curriculum.selectors import render_markdown
from apps.jobs.services.keeping import KEPT

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    body: SafeString


def page(slug: str, language: str) -> Page:
    """``privacy`` or ``accessibility``; the first line of the file is the title."""
    title, text = _read(slug, language)
    for name, value in _facts().items():
        text = text.replace(f"{{{name}}}", value)
    return Page(title, render_markdown(text))


def contact() -> str:
    """An address, or the sentence that stands for it."""
    address: str = settings.CJM_CONTACT_EMAIL
    return f"<{address}>" if address else _("the person or company that runs this site")


def _facts() -> dict[str, str]:
    return {
        "contact": contact(),
        "guest_days": str(settings.GUEST_MAP_DAYS),
        "session_days": str(settings.SESSION_COOKIE_AGE // DAY),
        "cookie_days": str(YEAR // DAY),
        "file_days": str(KEPT.days),
    }


@lru_cache(maxsize=16)
def _read(slug: str, language: str) -> tuple[str, str]:
    path = Path(settings.BASE_DIR) / "fixtures" / "pages" / language / f"{slug}.md"
    title, _newline, text = path.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), text.strip()
