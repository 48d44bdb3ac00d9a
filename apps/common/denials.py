"""Words for refusals, one whole sentence per code. Apps add their own beside their policies."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_sentences: dict[str, str | Promise] = {
    "role": _("Your role does not include this page."),
    "sign_in": _("Sign in to open this page."),
    "stale": _("Somebody changed this in the meantime. Reload the page to see it."),
}


def explain(**sentences: str | Promise) -> None:
    """`explain(draft_private=_("…"))` gives the sentence for `Deny("draft_private")` or a `DomainError`."""
    _sentences.update(sentences)


def sentence_for(code: str) -> str:
    return str(_sentences.get(code, _("This cannot be done now.")))
