"""Damaged files: what mail programs, half downloads, spreadsheets and malice make of a good file.

Owns the ways of damaging; each takes the bytes of a good file and a `random.Random`, and gives other bytes.
"""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

_MEGABYTE = 1 << 20


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 4, 64))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def repeated(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(1, 4000))
    return data[:end] + data[start:end] * chance.randrange(1, 4) + data[end:]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 2000) :]


def with_nul(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + b"\0" * chance.choice((1, 5000)) + data[place:]


def other_encoding(data: bytes, chance: random.Random) -> bytes:
    """The text in an encoding of other programs, or half of it (two files put together)."""
    text = data.decode("utf-8", "replace")
    encoding = chance.choice(("gb18030", "utf-16", "utf-16-le", "utf-32", "big5", "latin-1", "shift_jis"))
    whole = text.encode(encoding, "replace")
    return whole if chance.random() < 0.5 else data[: len(data) // 2] + whole[len(whole) // 2 :]


def mixed_encodings(data: bytes, chance: random.Random) -> bytes:
    """Lines of two programs: some in UTF-8, some in GB18030."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, len(lines)))):
        place = chance.randrange(len(lines))
        lines[place] = lines[place].decode("utf-8", "replace").encode("gb18030")
    return b"\n".join(lines)


def odd_quotes(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.choice((b'"', b'""', b'","', b"\r", b"\r\n", b";", b"\t")) + data[place:]


def huge_cell(data: bytes, chance: random.Random) -> bytes:
    place = data.find(b",", chance.randrange(len(data)))
    return data[:place] + b",x" + b"9" * chance.choice((40_000, 3 * _MEGABYTE)) + data[place:]


def many_columns(data: bytes, chance: random.Random) -> bytes:
    count = chance.choice((300, 20_000, 1_000_000))
    first, _, rest = data.partition(b"\n")
    return first + b"," * count + b"\n" + rest


def formula_cells(data: bytes, chance: random.Random) -> bytes:
    """Cells that a spreadsheet would run."""
    cells = data.split(b",")
    for _ in range(min(len(cells), 20)):
        cells[chance.randrange(len(cells))] = chance.choice(
            (b"=1+1", b'=HYPERLINK("x")', b"@SUM(A1)", b"+cmd|' /C calc'!A0", b"=A1")
        )
    return b",".join(cells)


def words_swapped(data: bytes, chance: random.Random) -> bytes:
    cells = re.split(rb"([,\n])", data)
    for _ in range(chance.randrange(1, 10)):
        one, two = chance.randrange(0, len(cells), 2), chance.randrange(0, len(cells), 2)
        cells[one], cells[two] = cells[two], cells[one]
    return b"".join(cells)


_OTHERS = (
    b"",
    b"\n",
    b"\xef\xbb\xbf",
    b"%PDF-1.7\n%\xe2\xe3",
    b"<html><table><tr><td>1</td></tr></table></html>",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
    b"PAR1",
    b"PK\x03\x04",
    b"{}",
)


def not_this_kind(_: bytes, chance: random.Random) -> bytes:
    """Another file under this name."""
    return chance.choice((*_OTHERS, chance.randbytes(5000)))


ANY: tuple[Mutation, ...] = (truncated, flipped, repeated, cut_out, with_nul, not_this_kind)
CSV: tuple[Mutation, ...] = (
    *ANY, other_encoding, mixed_encodings, odd_quotes, huge_cell, many_columns, formula_cells, words_swapped,
)  # fmt: skip


def _rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with each part changed; a part changed to None is left out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()


def _in_sheets(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return _rewritten(data, lambda name, part: change(part) if "worksheets/" in name else part)


def part_missing(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lost = chance.choice(archive.namelist())
    return _rewritten(data, lambda name, part: None if name == lost else part)


def part_damaged(data: bytes, chance: random.Random) -> bytes:
    damage = chance.choice((truncated, flipped, repeated, cut_out, with_nul))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        hit = chance.choice(archive.namelist())
    return _rewritten(data, lambda name, part: damage(part, chance) if name == hit and part else part)


def zip_bomb(data: bytes, chance: random.Random) -> bytes:
    """A sheet that unpacks to far more than it weighs: within the bounds, or beyond them."""
    megabytes = chance.choice((20, 20, 20, 1100))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            head, found, tail = old.read(name).partition(b"</sheetData>")
            with new.open(name, "w") as part:
                part.write(head)
                for _ in range(megabytes if found else 0):
                    part.write(b" " * _MEGABYTE)
                part.write(found + tail)
    return target.getvalue()


def far_cell(data: bytes, chance: random.Random) -> bytes:
    """One cell at the far end: a million columns, a million rows, or beyond what Excel knows."""
    place = chance.choice(
        (b"XFD1", b"BDWGN1", b"A1048576", b"XFD1048576", b"ZZZZZZZ99999999999", b"A0", b"1A", b"")
    )
    cell = b'<row r="2"><c r="' + place + b'" t="n"><v>1</v></c></row>'
    return _in_sheets(data, lambda part: part.replace(b"</sheetData>", cell + b"</sheetData>"))


def formulas(data: bytes, chance: random.Random) -> bytes:
    """Formula cells without a value, in a circle, or with an error."""
    circle = b'<row r="900"><c r="A900"><f>B900</f></c><c r="B900"><f>A900</f></c></row>'
    error = b'<row r="900"><c r="A900" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    added = chance.choice((circle, error))
    return _in_sheets(data, lambda part: part.replace(b"</sheetData>", added + b"</sheetData>"))


def wrong_strings(data: bytes, chance: random.Random) -> bytes:
    """Shared strings that are not there."""
    number = str(chance.choice((-1, 10**6, 10**20))).encode()
    return _in_sheets(
        data, lambda part: re.sub(rb't="s"><v>\d+</v>', b't="s"><v>' + number + b"</v>", part, count=2)
    )


def entity_bomb(data: bytes, _: random.Random) -> bytes:
    """A billion laughs."""
    lines = b'<!ENTITY a "ha ha ha ha ha">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (new, *[old] * 8)
        for old, new in zip(b"abcdefghi", b"bcdefghij", strict=True)
    )
    head = b'<?xml version="1.0"?><!DOCTYPE worksheet [' + lines + b"]>"

    def change(part: bytes) -> bytes:
        body = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", part)
        return head + body.replace(b"<sheetData>", b'<sheetData><row><c t="str"><v>&j;</v></c></row>')

    return _in_sheets(data, change)


def far_formula(data: bytes, chance: random.Random) -> bytes:
    """A far cell in a sheet that is not plain, so that a reader that lays out whole sheets gets it."""
    place = chance.choice((b"XFD1048576", b"ALL1048576", b"A1048576", b"CV1048576", b"ZZZZZZZ99999999999"))
    cell = b'<row r="2"><c r="' + place + b'"><f>1</f><v>1</v></c></row>'
    return _in_sheets(data, lambda part: part.replace(b"</sheetData>", cell + b"</sheetData>"))


def many_errors(data: bytes, _: random.Random) -> bytes:
    """A column whose formulas all failed."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="e"><v>#REF!</v></c></row>' % (row, row) for row in range(900, 4900)
    )
    return _in_sheets(data, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))


def odd_characters(data: bytes, chance: random.Random) -> bytes:
    """Characters that XML does not know, written as such, or as Excel and XML escape them."""
    odd = chance.choice(
        (b"\0", b"\x01", b"&#0;", b"&#xD800;", b"&#x110000;", b"&#A;", b"&nothing;", b"_x0000_", b"_xD800_",
         b"\xff\xfe", b"\xed\xa0\x80", b"<![CDATA[<c>]]>", b"<!-- <row> -->")
    )  # fmt: skip
    return _rewritten(
        data,
        lambda name, part: (
            re.sub(rb"(<t[^>/]*>|<v>)", lambda found: found[0] + odd, part, count=40)
            if name.endswith((".xml",)) and b"<t" in part
            else part
        ),
    )


def odd_numbers(data: bytes, chance: random.Random) -> bytes:
    """Values that are no numbers, and kinds that there are not."""
    value = chance.choice(
        (b"", b"nan", b"inf", b"1e999", b"-0", b"1_000", b"9" * 400, b" 1", b"0x10", b"1,5")
    )
    kind = chance.choice((b"n", b"s", b"b", b"e", b"d", b"str", b"z", b""))
    cell = b'<row r="900"><c r="A900" t="%s"><v>%s</v></c></row>' % (kind, value)
    return _in_sheets(data, lambda part: part.replace(b"</sheetData>", cell + b"</sheetData>"))


def sheets_renamed(data: bytes, chance: random.Random) -> bytes:
    """Names of sheets: none, odd, endless; and sheets that are hidden."""
    name = chance.choice(
        (b"", b"'; DROP TABLE x; --", b"../../x", b"x" * 5000, b"&#10;", b'Sheet1" state="hidden')
    )
    again = b'<sheet name="Sheet1" sheetId="9" r:id="rId1"/></sheets>'

    def change(part: str, text: bytes) -> bytes:
        if part != "xl/workbook.xml":
            return text
        if chance.random() < 0.3:
            return text.replace(b"</sheets>", again)
        return re.sub(rb'<sheet name="[^"]*"', b'<sheet name="' + name + b'"', text)

    return _rewritten(data, change)


def merged(data: bytes, chance: random.Random) -> bytes:
    """Merged cells, over all of the sheet or written wrongly."""
    area = chance.choice((b"A1:C3", b"A1:XFD1048576", b"A2:", b"B9:A1", b""))
    cells = b'</sheetData><mergeCells count="1"><mergeCell ref="' + area + b'"/></mergeCells>'
    return _in_sheets(data, lambda part: part.replace(b"</sheetData>", cells))


def odd_parts(data: bytes, chance: random.Random) -> bytes:
    """A part twice, or under a name that leads elsewhere."""
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        name = chance.choice(
            (archive.namelist()[-1], "xl/worksheets/sheet1.xml", "../../x", "/etc/x", "a" * 60_000)
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zipfile warns of names that are there
            archive.writestr(name, b"<worksheet/>")
    return target.getvalue()


def encrypted(data: bytes, chance: random.Random) -> bytes:
    """The flag of an encrypted part, or a way of packing that nobody knows."""
    made = bytearray(data)
    heads = [found.start() for found in re.finditer(rb"PK\x01\x02", data)]
    offset, value = chance.choice(((8, 1), (10, 99)))
    for head in heads if chance.random() < 0.5 else heads[:1]:
        made[head + offset] = value
    return bytes(made)


XLSX: tuple[Mutation, ...] = (
    *ANY, part_missing, part_damaged, zip_bomb, far_cell, formulas, wrong_strings, entity_bomb,
    far_formula, many_errors, odd_characters, odd_numbers, sheets_renamed, merged, odd_parts, encrypted,
)  # fmt: skip
MUTATIONS: dict[str, tuple[Mutation, ...]] = {".csv": CSV, ".xlsx": XLSX, ".parquet": ANY}
