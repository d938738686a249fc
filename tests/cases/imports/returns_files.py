"""Files of returns as people would send them, for one audit."""

from io import BytesIO

import openpyxl

from audits.models import Participation
from cases.imports.importing import FileFaults, apply_import, check_file
from cases.models import AuditReturn
from tests import factories


def csv(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def workbook(headings: list[str], *rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def taking_part(audit, **fields):
    agency = factories.agency(**fields)
    Participation.objects.create(audit=audit, agency=agency)
    return agency


def bring_in(audit, content: bytes, **options) -> list[AuditReturn]:
    options = {"name": "returns.csv", "source": "Forms on paper", "by": None} | options
    by = options["by"]
    return apply_import(upload=check_file(audit=audit, content=content, **options), by=by)


def faults(audit, content: bytes, **options) -> list[str]:
    """What is wrong with a file; empty where it would be taken."""
    options = {"name": "returns.csv", "source": "Forms on paper", "by": None} | options
    try:
        check_file(audit=audit, content=content, **options)
    except FileFaults as found:
        return [str(fault) for fault in found.faults]
    return []
