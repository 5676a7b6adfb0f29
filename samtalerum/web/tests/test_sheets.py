"""Tables as files: what a spreadsheet reads, and that it runs none of it."""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from samtalerum.web.sheets import as_csv, as_xlsx, harmless

IN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS = [["Name", "Day", "Hours"], ["=1+1", date(2027, 5, 20), 1.5], ["A & <B>", date(1900, 3, 1), 2]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text):
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"


def test_csv_reads_back_as_it_was():
    read = list(csv.reader(io.StringIO(as_csv(ROWS).decode("utf-8-sig"))))
    assert read == [["Name", "Day", "Hours"], ["'=1+1", "2027-05-20", "1.5"], ["A & <B>", "1900-03-01", "2"]]


def cells(package: zipfile.ZipFile, number: int) -> list[list[str]]:
    sheet = ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{IN}row")]


def test_xlsx_holds_every_sheet_with_days_as_days_and_no_formula():
    package = zipfile.ZipFile(io.BytesIO(as_xlsx([("First", ROWS), ('A "b" & c', ROWS[:1])])))
    assert package.testzip() is None
    # 1 March 1900 is day 61 of every spreadsheet program, 20 May 2027 day 46527.
    assert cells(package, 1) == [["Name", "Day", "Hours"], ["'=1+1", "46527", "1.5"], ["A & <B>", "61", "2"]]
    assert cells(package, 2) == [["Name", "Day", "Hours"]]
    book = ET.fromstring(package.read("xl/workbook.xml"))
    assert [one.get("name") for one in book.iter(f"{IN}sheet")] == ["First", 'A "b" & c']
    assert not any(b"<f>" in package.read(name) for name in package.namelist())


def test_the_same_rows_make_the_same_file():
    assert as_xlsx([("First", ROWS)]) == as_xlsx([("First", ROWS)])
