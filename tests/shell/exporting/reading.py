"""Reads what was exported, by other means than wrote it."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def csv_rows(content: bytes, separator: str = ",") -> list[list[str]]:
    """Read CSV as a spreadsheet does, which drops the byte order mark."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def xlsx_sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Read each sheet of a workbook as rows of text; numbers and dates as they are stored."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        names = [sheet.attrib["name"] for sheet in _xml(book, "xl/workbook.xml").findall("s:sheets/s:sheet", NS)]
        return {name: _rows(book, number) for number, name in enumerate(names, 1)}


def xlsx_formulas(content: bytes) -> int:
    """Count the formulas and links of all sheets."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheets = [_xml(book, name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(len(sheet.findall(".//s:f", NS)) + len(sheet.findall(".//s:hyperlink", NS)) for sheet in sheets)


def _xml(book: zipfile.ZipFile, name: str) -> Element:
    found: Element = ElementTree.fromstring(book.read(name))
    return found


def _rows(book: zipfile.ZipFile, number: int) -> list[list[str]]:
    sheet = _xml(book, f"xl/worksheets/sheet{number}.xml")
    return [[_cell(cell) for cell in row.findall("s:c", NS)] for row in sheet.findall("s:sheetData/s:row", NS)]


def _cell(cell: ElementTree.Element) -> str:
    if cell.attrib.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{{{NS['s']}}}t"))
    return cell.findtext("s:v", default="", namespaces=NS)
