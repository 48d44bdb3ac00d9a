"""Patterns of personal data: what names one living person does not belong into the evidence of a map."""

from __future__ import annotations

import re

# A phone number has at least so many digits, and a card more.
_DIGITS = re.compile(r"\d(?:\D{0,2}\d){7}")
_EMAIL = re.compile(r"[^\W_][\w.+-]{0,63}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}")
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)")
_BETWEEN = r"[ .\u00a0-]?"
_PHONE = re.compile(
    r"(?<![A-Za-z\d.,])(?:"
    rf"\+{_BETWEEN}\(?\d(?:[ .()\u00a0-]{{0,2}}\d){{7,14}}"  # international
    rf"|1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}"  # mobile, China
    rf"|8{_BETWEEN}\(?\d{{3}}\)?{_BETWEEN}\d{{3}}{_BETWEEN}\d{{2}}{_BETWEEN}\d{{2}}"  # Russia
    rf"|\(\d{{3}}\){_BETWEEN}\d{{3}}{_BETWEEN}\d{{4}}|\d{{3}}[.-]\d{{3}}[.-]\d{{4}}"  # North America
    rf"|\(?0\d{{1,4}}\)?{_BETWEEN}\d{{3,4}}{_BETWEEN}\d{{3,4}}"  # with the trunk zero
    r")(?![A-Za-z\d])"
)


def may_hold_personal_data(text: str) -> bool:
    """A quick look, so that a whole map can be passed over at once; never false where the other is true."""
    return "@" in text or _DIGITS.search(text) is not None


def personal_data_in(text: str) -> bool:
    """Whether the text holds an e-mail address, a phone number or the number of a payment card."""
    if not may_hold_personal_data(text):
        return False
    if "@" in text and _EMAIL.search(text):
        return True
    if any(_is_card(match.group()) for match in _CARD.finditer(text)):
        return True
    return _PHONE.search(text) is not None


def _is_card(text: str) -> bool:
    """The check digit by H. P. Luhn, which a number written down at random has once in ten times."""
    digits = [int(sign) for sign in reversed(text) if sign.isdecimal()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return any(digits) and (sum(digits[::2]) + doubled) % 10 == 0
