"""A document as a file to be taken away."""

from dataclasses import dataclass

PDF = "application/pdf"
FORMATS = ("pdf", "docx")


@dataclass(frozen=True)
class Printed:
    """`pages` is 0 where the reader's program decides on them."""

    file_name: str
    content_type: str
    content: bytes
    pages: int = 0
