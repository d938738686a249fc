"""Workbooks that are far larger inside than as a file."""

import random
import zipfile
from io import BytesIO

_CHANCE = random.Random(26)
# A megabyte that packs about as well as the sheets of a spreadsheet.
MIXTURE = b"".join(_CHANCE.randbytes(64) * 16 for _ in range(1024))


def unpacking_to(megabytes: int, content: bytes) -> bytes:
    """The workbook, with a part in it that nobody reads."""
    packed = BytesIO(content)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("docProps/padding", MIXTURE * megabytes)
    return packed.getvalue()
