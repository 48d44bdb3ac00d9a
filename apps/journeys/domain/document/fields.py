"""Value types of the map: lengths, ranges and characters that every text and number must keep to."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

FORMAT = "cjm/1"
ROOT_ID = "map"
SCALE_MIN, SCALE_MAX = -2, 2
MAX_SHORT, MAX_TEXT, MAX_ITEMS = 300, 5_000, 1_000

# NUL cannot be stored by PostgreSQL and other C0 controls have no glyph; tab and line ends are fine.
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Short = Annotated[str, StringConstraints(max_length=MAX_SHORT, pattern=_PLAIN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SHORT, pattern=_PLAIN)]
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT, pattern=_PLAIN)]
Language = Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$", max_length=35)]
Number = Annotated[float, Field(allow_inf_nan=False)] | None
Percent = Annotated[float, Field(ge=0, le=100)] | None
Score = Annotated[float, Field(ge=SCALE_MIN, le=SCALE_MAX)] | None
Count = Annotated[int, Field(ge=0, le=10**12)] | None
Grade = Annotated[int, Field(ge=1, le=5)] | None
Day = date | None
Refs = Annotated[tuple[Id, ...], Field(max_length=MAX_ITEMS)]
