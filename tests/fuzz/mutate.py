"""Inputs changed by their structure: bytes, text, JSON, lines of TOML, CSV, and the parts of an archive."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

ODD_TEXTS: Final = (
    "",
    " ",
    "\x00",
    "\u202eVN",  # text turned from right to left
    "\ufeff",
    "\ud800",
    "٢٠٢٠-٠١",  # Arabic-Indic digits
    "２０２０-０１",  # digits of full width
    "²",
    "1_000",
    "+1",
    "-0",
    "0x10",
    "1e5",
    "1,5",
    "9/0",
    "1/3",
    "45 %",
    "2020-02-30",
    "2020-13",
    "0000-00",
    "9999-12-31",
    "2020",
    "2020-01",
    "2020-01-01",
    "NaN",
    "Infinity",
    "true",
    "null",
    "é",
    "e\u0301",
    "ß",
    "İ",
    "{x}",
    "%s",
    "=1+1",
    "<b>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "a" * 300,
    "9" * 41,
    "9" * 5000,
)
"""Texts that readers of numbers, dates and words have stumbled over."""

ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    12,
    2**31,
    2**63 - 1,
    2**63,
    -(2**63),
    10**40,
    1.0,
    0.1,
    1e308,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": None},
)

_ODD_BYTES: Final = (
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\r",
    b"\n",
    b"\x1a",
    b'"',
    b"\\",
    b"\\ud800",
    b"[" * 30,
    b"{" * 30,
    b"]",
    b"}",
    b",",
    b"#",
    b"/**/",
    b"1e999",
    b"-",
    b"0",
    b"9" * 50,
)


def bytes_changed(data: bytes, random: Random) -> bytes:
    """Some bytes changed, put in, taken out, repeated or moved, or the end cut off."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        at = random.randrange(len(made) + 1)
        end = min(len(made), at + random.choice((1, 1, 2, 4, 16, 64)))
        act = random.randrange(7)
        if act == 0 and made:
            made[at % len(made)] ^= 1 << random.randrange(8)
        elif act == 1:
            made[at:at] = random.choice(_ODD_BYTES)
        elif act == 2:
            del made[at:end]
        elif act == 3:
            made[at:at] = made[at:end]
        elif act == 4:
            made[at:end] = random.randbytes(end - at)
        elif act == 5:
            del made[at:]
        else:
            piece = made[at:end]
            del made[at:end]
            to = random.randrange(len(made) + 1)
            made[to:to] = piece
    return bytes(made)


def json_changed(data: bytes, random: Random) -> bytes:
    """A JSON value with some part of it changed, and then written in one of the ways that JSON is miswritten."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return bytes_changed(data, random)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        value = value_changed(value, random)
    try:
        text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    except (ValueError, RecursionError):
        return data
    miswritten: tuple[Callable[[str], str], ...] = (
        lambda text: text + random.choice(("x", "{}", ",", "\0", " null")),
        lambda text: "\ufeff" * random.choice((1, 2)) + text,
        lambda text: text.replace('": ', f'": {random.randrange(9)}, "x": ', 1),
        lambda text: _key_twice(text, random),
        lambda text: text.replace("true", "1").replace("false", "0"),
        lambda text: text.replace("0", "0.0", 1),
        lambda text: text.replace(": 1", ": 01", 1),
        lambda text: text.replace('"', "'"),
        lambda text: text.replace("}", ",}", 1),
    )
    if random.random() < 0.3:
        text = random.choice(miswritten)(text)
    encoding = random.choices(("utf-8", "utf-16", "utf-32-be", "latin-1", "utf-7"), (40, 1, 1, 1, 1))[0]
    return text.encode(encoding, "surrogatepass" if encoding != "latin-1" else "replace")


def _key_twice(text: str, random: Random) -> str:
    places = [at for at in range(len(text)) if text.startswith('": ', at)]
    if not places:
        return text
    at = random.choice(places)
    begin = text.rfind('"', 0, at)
    return f'{text[:begin]}{text[begin:at]}": {random.choice(("1", "null", "{}"))}, {text[begin:]}'


def value_changed(value: Any, random: Random) -> Any:
    """A JSON value with one part exchanged, dropped, doubled, renamed, moved, or nested deeper."""
    value = copy.deepcopy(value)
    places = list(_places(value))
    if not places:
        return random.choice(ODD_VALUES)
    owner, key = random.choice(places)
    act = random.randrange(8)
    if act == 0:
        owner[key] = copy.deepcopy(random.choice(ODD_VALUES))
    elif act == 1:
        owner[key] = random.choice(ODD_TEXTS)
    elif act == 2:
        del owner[key]
    elif act == 3:
        other, from_key = random.choice(places)
        if from_key in other if isinstance(other, dict) else from_key < len(other):
            owner[key] = copy.deepcopy(other[from_key])
    elif act == 4 and isinstance(owner, dict):
        owner[random.choice(ODD_TEXTS) or f"{key} "] = owner.pop(key)
    elif act == 4 or act == 5:
        found = owner[key]
        owner[key] = found * 2 if isinstance(found, (str, list)) else found + 1 if type(found) is int else [found]
    elif act == 6 and isinstance(owner[key], str):
        owner[key] = _text_changed(owner[key], random)
    elif act == 6 and type(owner[key]) is int:
        number = owner[key]
        owner[key] = random.choice((-number, number * 10, number // 10, str(number), float(number % 2**53)))
    else:
        for _ in range(random.choice((1, 2, 30))):
            owner[key] = {"x": owner[key]} if random.random() < 0.5 else [owner[key]]
    return value


def _text_changed(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    act = random.randrange(4)
    if act == 0:
        return text[:at] + random.choice(ODD_TEXTS) + text[at:]
    if act == 1:
        return text[:at] + text[at + 1 :]
    if act == 2 and at < len(text):
        return f"{text[:at]}{random.choice('0123456789-_ aZ٣é')}{text[at + 1 :]}"
    return random.choice((text.upper(), text.title(), text + " ", " " + text, text + "\n"))


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left:
        each = left.pop()
        keys: Sequence[Any] = (
            list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        )
        for key in keys:
            found.append((each, key))
            left.append(each[key])
    return found


def lines_changed(data: bytes, random: Random) -> bytes:
    """Lines dropped, doubled, moved, joined, or the value after an equals sign exchanged: TOML and the like."""
    lines = data.split(b"\n")
    for _ in range(random.choice((1, 1, 2, 3))):
        at = random.randrange(len(lines))
        line = lines[at]
        act = random.randrange(8)
        if act == 0 and len(lines) > 1:
            del lines[at]
        elif act == 1:
            lines.insert(at, line)
        elif act == 2:
            lines.insert(random.randrange(len(lines)), line)
        elif act in (3, 4) and b"=" in line:
            lines[at] = line.partition(b"=")[0] + b"= " + _toml_value(random)
        elif act == 5 and b"=" in line:
            name, _, value = line.partition(b"=")
            lines[at] = bytes_changed(name, random) + b"=" + value
        elif act == 6:
            lines[at] = bytes_changed(line, random)
        else:
            other = random.choice(lines)
            lines[at] = line.partition(b"=")[0] + b"=" + other.partition(b"=")[2]
    return b"\n".join(lines)


def _toml_value(random: Random) -> bytes:
    text = json.dumps(random.choice(ODD_TEXTS)).encode()
    return random.choice(
        (
            text,
            b"1.0",
            b"inf",
            b"nan",
            b"-nan",
            b"0x7f",
            b"1_000",
            b"9" * 5000,
            b"9" * 30,
            b"-1",
            b"0",
            b"true",
            b"[]",
            b"{}",
            b"[" * 2000 + b"]" * 2000,
            b"{a=" * 1000 + b"1" + b"}" * 1000,
            b"2020-01-01",
            b"2020-02-30",
            b"0001-01-01",
            b"9999-12-31",
            b"2020-01-01T00:00:00Z",
            b"07:32:00",
            b'"""\n"""',
            b"[1, 'a', 2020-01-01]",
        )
    )


def csv_changed(data: bytes, random: Random) -> bytes:
    """Cells, rows or columns of a CSV file exchanged, dropped or doubled; quotes and separators miswritten."""
    lines = data.split(b"\n")
    for _ in range(random.choice((1, 1, 2, 3))):
        at = random.randrange(len(lines))
        cells = lines[at].split(b",")
        column = random.randrange(len(cells))
        act = random.randrange(9)
        if act in (0, 1):
            odd = random.choice(ODD_TEXTS).encode("utf-8", "surrogatepass")
            cells[column] = random.choice((odd, b'"' + odd + b'"', b'"' + odd, odd + b'"', random.choice(_ODD_BYTES)))
        elif act == 2:
            del cells[column]
        elif act == 3:
            cells.insert(column, cells[column])
        elif act == 4:
            cells[column] = bytes_changed(cells[column], random)
        elif act == 5:
            source = random.choice(lines).split(b",")
            cells[column] = random.choice(source)
        elif act == 6:
            lines.insert(random.randrange(len(lines) + 1), lines[at])
        elif act == 7 and len(lines) > 1:
            lines[at] = lines[at - 1]
            continue
        else:
            cells[column] = json_changed(cells[column], random) if random.random() < 0.3 else cells[column] + b"\r"
        if at < len(lines):
            lines[at] = b",".join(cells)
    made = b"\n".join(lines)
    if random.random() < 0.05:
        made = made.replace(b",", random.choice((b";", b"\t", b",,")))
    return made


def zip_changed(data: bytes, random: Random) -> bytes:
    """A part of an archive changed, doubled, dropped or renamed; or bytes of its directory."""
    if random.random() < 0.25:
        return bytes_changed(data, random)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [(each.filename, packed.read(each)[:100_000]) for each in packed.infolist()[:40]]
    except Exception:  # an archive that is broken already
        return bytes_changed(data, random)
    if not parts:
        return bytes_changed(data, random)
    for _ in range(random.choice((1, 1, 2))):
        at = random.randrange(len(parts))
        name, content = parts[at]
        act = random.randrange(10)
        if act == 0 and len(parts) > 1:
            del parts[at]
        elif act == 1:
            parts.append((name, content))
        elif act == 2:
            parts[at] = (random.choice((name.upper(), f"/{name}", f"../{name}", f"{name}\0x", name * 20)), content)
        elif act == 3:
            parts[at] = (name, random.choice(parts)[1])
        else:
            parts[at] = (name, xml_changed(content, random))
    stream = io.BytesIO()
    method = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA))
    try:
        with zipfile.ZipFile(stream, "w", method) as packed:
            for name, content in parts:
                info = zipfile.ZipInfo(name)
                info.compress_type = method
                packed.writestr(info, content)
    except (ValueError, UnicodeError):
        return data
    return stream.getvalue()


_ODD_XML: Final = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b"&a;",
    b"&b;",
    b"&#0;",
    b"&#x202e;",
    b"<!-- -->",
    b"<![CDATA[1]]>",
    b"<?x?>",
    b"<r>" * 200,
)
_ODD_CELLS: Final = (b"XFD1048576", b"A0", b"A1048577", b"ZZZ1", b"1A", b"A", b"", b"a1", b"\xd9\xa1", b"A-1", b"A1:B2")
_ODD_VALUES: Final = (
    b"inf",
    b"1E999",
    b"nan",
    b"1_000",
    b"\xd9\xa1\xd9\xa2",
    b"-1",
    b"99999999",
    b"1" * 5000,
    b"0.1",
    b"1e300",
    b"x",
    b"",
)


def xml_changed(content: bytes, random: Random) -> bytes:
    """XML with something odd put in, an attribute or a text exchanged, or a stretch of it repeated."""
    act = random.randrange(8)
    marks = [at for at, each in enumerate(content) if each == 0x3E]
    at = random.choice(marks) + 1 if marks else 0
    if act == 0:
        return content[:at] + random.choice(_ODD_XML) + content[at:]
    if act == 1 and b"?>" in content:
        return content.replace(b"?>", b"?>" + random.choice(_ODD_XML), 1)
    if act in (2, 3):
        quotes = [at for at in range(len(content)) if content[at : at + 2] == b'="']
        if quotes:
            begin = random.choice(quotes) + 2
            end = content.find(b'"', begin)
            odd = random.choice((*_ODD_CELLS, *_ODD_VALUES, b"s", b"b", b"d", b"e", b"inlineStr", b"str"))
            return content[:begin] + odd + content[end:]
    if act in (4, 5):
        end = content.find(b"<", at)
        return content[:at] + random.choice(_ODD_VALUES) + content[max(end, at) :]
    if act == 6:
        end = content.find(b">", at) + 1
        return content[:at] + content[at:end] * random.choice((2, 50)) + content[end:]
    return bytes_changed(content, random)
