import pytest

from apps.accounts.preferences import in_language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("url", "language", "expected"),
    [
        ("/en/maps/abc/?tp=1#x", "ru", "/ru/maps/abc/?tp=1#x"),
        ("/zh-hans/", "en", "/en/"),
        ("/ru", "en", "/en"),
        ("/admin/en/", "ru", "/admin/en/"),
        ("/", "ru", "/"),
        ("http://testserver/en/x/", "ru", "http://testserver/ru/x/"),
    ],
)
def test_same_page_in_another_language(url: str, language: str, expected: str) -> None:
    assert in_language(url, language) == expected
