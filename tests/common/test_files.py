import pytest

from apps.common.files import file_name

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Stay at a hotel", "Stay at a hotel.pdf"),
        ("在网上买咖啡机", "在网上买咖啡机.pdf"),
        ("Отель «Гавань»: ёлка", "Отель «Гавань» ёлка.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("C:\\map*?", "C map.pdf"),
        (".hidden. ", "hidden.pdf"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x.pdf"),
        ("\u202egpj.exe", "gpj.exe.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
        ("", "map.pdf"),
        ("\x00 / ", "map.pdf"),
        ("😀", "😀.pdf"),
    ],
)
def test_a_title_becomes_a_file_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, "pdf") == name
