"""What cannot be read is refused in words for people; what is hostile is bounded, and nothing in it is followed."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from orchestration.draft import pdf, read, web
from orchestration.draft.apart import read_apart
from orchestration.draft.document import DocumentError, FoundTable
from orchestration.draft.kinds import kind_of
from orchestration.draft.read import read_document
from orchestration.draft.readers import read_content
from orchestration.ingest import shown_table
from tests.draft.documents import layouts
from tests.draft.documents.layouts import BOTH, SHARES, ruled

CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def refusal(path: Path, content: bytes | None = None, only: str | None = None) -> tuple[str, str]:
    """The message and the next step with which a document is refused."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path, only)
    problem = caught.value.problem
    assert problem.file == path.name
    assert len(problem.next_step) > 10
    return problem.message, problem.next_step


def archive(**parts: str | bytes) -> bytes:
    """An archive of parts, whose names have __ for / and _x for .xml."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_x", ".xml"), text)
    return content.getvalue()


def docx(body: str, before: str = "", **parts: str | bytes) -> bytes:
    document = f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'
    return archive(word__document_x=document, **parts)


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in cells) + "</w:tr>"


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


# ---- PDF


def test_a_scan_says_which_program_makes_a_text_of_it(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.rect(100, 100, 200, 200)
    canvas.save()
    message, step = refusal(tmp_path / "scan.pdf")
    assert "no text" in message
    assert "ocrmypdf" in step


def test_pages_without_text_are_doubted(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "some.pdf"))
    canvas.drawString(100, 700, "In 2021 waren er 12 klachten.")
    canvas.showPage()
    canvas.rect(100, 100, 200, 200)
    canvas.save()
    document = read_document(tmp_path / "some.pdf")
    assert "2" in document.doubts[0]
    assert "No table" in document.doubts[1]


@pytest.mark.parametrize("for_owner_alone", [False, True])
def test_a_password(tmp_path: Path, for_owner_alone: bool) -> None:
    secret = StandardEncryption("" if for_owner_alone else "geheim", ownerPassword="baas", strength=128)
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt=secret)
    canvas.drawString(100, 700, "In 2021 waren er 12 klachten.")
    canvas.save()
    if for_owner_alone:
        # Everybody can open it, so it is read.
        assert read_document(tmp_path / "locked.pdf").prose
    else:
        message, step = refusal(tmp_path / "locked.pdf")
        assert "password" in message
        assert "without one" in step


def test_a_damaged_pdf(tmp_path: Path) -> None:
    layouts.pdf(tmp_path / "whole.pdf", [ruled(SHARES)])
    content = (tmp_path / "whole.pdf").read_bytes()
    assert "damaged" in refusal(tmp_path / "half.pdf", b"%PDF-1.4\n" + b"\x00" * 500)[0]
    with_the_end_lost = tmp_path / "lost.pdf"
    with_the_end_lost.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(DocumentError):
        read_document(with_the_end_lost)


def test_too_many_pages_and_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = layouts.pdf(tmp_path / "whole.pdf", [ruled(SHARES) for _ in range(12)]).read_bytes()
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(DocumentError, match="pages; 1 is what is read"):
        read_content("whole.pdf", "pdf", content)
    monkeypatch.setattr(pdf, "MAX_PAGES", 100)
    monkeypatch.setattr(pdf, "MAX_LETTERS", 50)
    with pytest.raises(DocumentError, match="letters"):
        read_content("whole.pdf", "pdf", content)


# ---- bounds of the process that reads


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>rij</td><td>{number}</td></tr>" for number in range(150_000))
    with pytest.raises(DocumentError, match=r"time or memory|more than 2 seconds"):
        read_apart("long.html", "html", f"<table>{rows}</table>".encode(), seconds=1)


def test_what_takes_too_much_memory_is_ended() -> None:
    small, large = ((b"<p>" + b"12 klachten " * times) * 6 for times in (1, 700_000))
    memory = 130 * 2**20
    assert read_apart("small.html", "html", small, memory=memory)
    assert read_apart("large.html", "html", large)
    with pytest.raises(DocumentError):
        read_apart("large.html", "html", large, memory=memory)


def test_the_process_that_reads_can_write_nothing(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from orchestration.draft.apart import confine
confine(60, 2**31)
try:
    Path({str(tmp_path / "written")!r}).write_text("x")
except OSError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "refused\n" or done.returncode == -signal.SIGXFSZ
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_text(encoding="utf-8")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 10)
    assert "larger than 10 bytes" in refusal(tmp_path / "large.txt", b"0123456789a")[0]


# ---- archives


@pytest.mark.parametrize("name", ["bomb.docx", "bomb.xlsx", "bomb.ods"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(shown_table, "MAX_UNPACKED", 1_000_000)
    parts = {"word__document_x": b"", "xl__workbook_x": b"", "content_x": b"", "mimetype": b"a.spreadsheet"}
    wanted = {"docx": ["word__document_x"], "xlsx": ["xl__workbook_x"], "ods": ["mimetype", "content_x"]}
    bomb = archive(**{part: parts[part] for part in wanted[name[5:]]}, zeros=b"0" * 2_000_000)
    kind, _ = kind_of(name, bomb)
    with pytest.raises(DocumentError, match="unpacks to"):
        read_content(name, kind, bomb)


def test_entities_of_xml_are_neither_blown_up_nor_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("12345", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    before = f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "file://{secret}">]>'
    content = docx(f"<w:p>{run('12 klachten &l11; &file;')}</w:p>", before)
    try:
        blocks, _ = read_content("a.docx", "docx", content)
    except DocumentError:
        return
    assert "12345" not in repr(blocks)
    assert len(repr(blocks)) < 10_000


def test_a_page_asks_for_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("12345", encoding="utf-8")
    text = (
        f"<html><body><iframe src='file://{secret}'></iframe><object data='{secret}'></object>"
        "<script>document.write('9')</script><p>12 klachten</p>"
        "<table><tr><th>a<th>b</tr><tr><td>x<script>1</script></td>"
        "<td>7<span style='display:none'>8</span></td></tr></table>"
    )
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    document = read_document(tmp_path / "page.html")
    assert [line.text for line in document.prose] == ["12 klachten"]
    assert document.tables[0].cells == (("a", "b"), ("x", "7"))


def test_macros_are_not_run_and_said(tmp_path: Path) -> None:
    body = f"<w:tbl>{row(run('Oost'), run('12'))}{row(run('West'), run('13'))}</w:tbl>"
    (tmp_path / "a.docm").write_bytes(docx(body, word__vbaProject_bin=b"x", word__media__image1=b"x"))
    document = read_document(tmp_path / "a.docm")
    assert document.tables[0].cells == (("Oost", "12"), ("West", "13"))
    assert any("macros" in doubt for doubt in document.doubts)
    book = layouts.xlsx(tmp_path / "a.xlsx", BOTH).read_bytes()
    with zipfile.ZipFile(io.BytesIO(book)) as whole:
        entries = {entry: whole.read(entry) for entry in whole.namelist()}
    with zipfile.ZipFile(tmp_path / "a.xlsm", "w") as whole:
        for entry, part in [*entries.items(), ("xl/vbaProject.bin", b"x")]:
            whole.writestr(entry, part)
    assert any("macros" in doubt for doubt in read_document(tmp_path / "a.xlsm").doubts)


# ---- what is hidden, struck out or spans too much


def test_what_word_does_not_show_is_not_read(tmp_path: Path) -> None:
    sign = run("1", "<w:vertAlign w:val='superscript'/>")
    first = row(run("Oost") + sign, run("459", "<w:strike/>") + run("495"))
    second = row(run("West"), f"<w:sdt><w:sdtContent>{run('7')}</w:sdtContent></w:sdt>")
    body = (
        f"<w:p>{run('Er zijn ')}<w:del>{run('13')}</w:del><w:ins>{run('12')}</w:ins>{run(' klachten')}"
        f"{run('99', '<w:vanish/>')}</w:p><w:tbl>{first}{second}</w:tbl>"
    )
    blocks, _ = read_content("a.docx", "docx", docx(body))
    line, table = blocks
    assert not isinstance(line, FoundTable)
    assert line.text == "Er zijn 12 klachten"
    assert isinstance(table, FoundTable)
    assert table.cells == (("Oost¹", "495"), ("West", "7"))
    assert web.STRUCK in table.doubts


def test_spans_of_a_page(tmp_path: Path) -> None:
    text = (
        "<table><thead><tr><th rowspan=2>Wijk<th colspan=2>2021</tr><tr><th>jan<th>feb</tr></thead>"
        "<tfoot><tr><td>Totaal<td>3<td>4</tr></tfoot>"
        "<tr><td>Oost<br>en West<td>1<sup>2)</sup><td><del>7</del>2</tr></table>"
    )
    (found,) = web.read_html(text)
    assert isinstance(found, FoundTable)
    assert found.cells == (("Wijk", "2021", ""), ("", "jan", "feb"), ("Oost en West", "1²⁾", "2"), ("Totaal", "3", "4"))
    assert found.header_rows == 2
    assert found.doubts == (web.STRUCK,)


def test_a_cell_that_spans_everything_is_bounded(tmp_path: Path) -> None:
    text = "<table>" + "<tr>" + "<td colspan=1000 rowspan=65534>1" * 3 + "</table>"
    assert "1,000 columns" in refusal(tmp_path / "wide.html", text.encode())[0]


def test_what_a_workbook_hides_is_left_out_and_said(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet, other = book.active, book.create_sheet("Geheim")
    assert sheet is not None
    for line in (
        ["Wijk", 2019, 2020],
        ["Oost", 12, 13],
        ["West", "=1+1", 15],
        ["Zuid", 98, 99],
        ["De Meern", 1361, 0.125],
    ):
        sheet.append(line)
    sheet["C5"].number_format = "0.0%"
    sheet.row_dimensions[4].hidden = True
    other["A1"], other.sheet_state = 77, "hidden"
    book.save(tmp_path / "a.xlsx")
    document = read_document(tmp_path / "a.xlsx")
    (table,) = document.tables
    assert table.cells == (
        ("Wijk", "2019", "2020"),
        ("Oost", "12", "13"),
        ("West", "", "15"),
        ("De Meern", "1361", "12,5%"),
    )
    assert (table.place.sheet, table.place.cells) == ("Sheet", "A1:C5")
    assert "B3 was left empty" in table.doubts[0]
    assert "Hidden rows" in table.doubts[1]
    assert "Geheim" in document.doubts[0]


# ---- files that are none


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"x" * 50, "older Office"),
        ("a.rtf", b"{\\rtf1 12}", "Rich Text"),
        ("a.png", b"\x89PNG\r\n\x1a\n123", "picture"),
        ("a.exe", b"MZ\x00\x00123", "no kind that is read"),
        ("a.zip", archive(readme_x=b"12"), "archive"),
        ("a.docx", b"PK\x03\x04 broken 12", "damaged"),
        ("a.txt", b"  \n ", "empty"),
        ("a.txt", b"Geen enkel getal.\n", "no number"),
        ("a.pdf", b"Geen enkel getal.\n", "no number"),
    ],
)
def test_other_kinds(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    assert says in refusal(tmp_path / name, content)[0]


def test_a_document_is_read_as_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(layouts.pdf(tmp_path / "whole.pdf", [ruled(SHARES)]).read_bytes())
    document = read_document(path)
    assert document.kind == "pdf"
    assert "promises text" in document.doubts[0]


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)[0] or "no file" in refusal(tmp_path)[0]
    assert "cannot be opened" in refusal(tmp_path / "none.pdf")[0]
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no file" in refusal(tmp_path / "pipe.txt")[0]
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    assert "cannot be opened" in refusal(tmp_path / "circle.txt")[0]


def test_labels_stay_texts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("=1+1\t2\n../../etc/passwd\t3\n<script>alert(1)</script>\t4\n", encoding="utf-8")
    labels = [cells[0] for cells in read_document(tmp_path / "a.txt").tables[0].cells]
    assert labels == ["=1+1", "../../etc/passwd", "<script>alert(1)</script>"]


# ---- a thousand mutated documents


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A document with bytes changed, lost, doubled or put elsewhere."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 3, 10, 40))):
        at = chance.randrange(len(data))
        length = chance.choice((1, 1, 4, 60))
        match chance.randrange(5):
            case 0:
                data[at : at + length] = chance.randbytes(length)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * chance.choice((1, 20))
            case 3:
                data[at : at + 1] = chance.choice(
                    (b"<", b">", b"|", b"\t", b"\n", b"\x00", b"9" * 30, b"/", b"(", b"\xff")
                )
            case _:
                other = chance.randrange(len(data))
                data[at:at] = data[other : other + length]
    return bytes(data) or b"1"


def mutated_archive(content: bytes, chance: random.Random) -> bytes:
    """An archive, one part of which is mutated and packed again, so that what reads the part sees it."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {entry: file.read(entry) for entry in file.namelist()}
    name = chance.choice([entry for entry, part in parts.items() if part])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for entry, part in parts.items():
            file.writestr(entry, mutated(part, chance) if entry == name else part)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("report.docx", 150), ("report.html", 200), ("report.md", 150), ("report.xlsx", 100), ("report.ods", 100),
        ("report.txt", 150), ("report.csv", 100), ("report.pdf", 50),
    ],
)  # fmt: skip
def test_mutated_documents_are_read_or_refused(tmp_path: Path, name: str, count: int) -> None:
    writers = {
        "docx": layouts.word,
        "html": layouts.page,
        "md": layouts.markdown,
        "xlsx": layouts.xlsx,
        "ods": layouts.ods,
    }
    path = tmp_path / name
    if writer := writers.get(path.suffix[1:]):
        writer(path, BOTH)
    elif name == "report.pdf":
        layouts.pdf(path, ["# Per wijk in 2021", ruled(SHARES)])
    else:
        separator = ";" if name.endswith("csv") else "\t"
        path.write_text("# Klachten\n" + "\n".join(separator.join(cells) for cells in SHARES), encoding="utf-8")
    content = path.read_bytes()
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    chance = random.Random(name)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(count):
        is_archive = content.startswith(b"PK") and chance.random() < 0.8
        data = mutated_archive(content, chance) if is_archive else mutated(content, chance)
        try:
            kind, _ = kind_of(name, data)
            blocks, _ = read_content(name, kind, data)
            assert all(len({len(cells) for cells in one.cells}) == 1 for one in blocks if isinstance(one, FoundTable))
            outcomes["read"] += 1
        except DocumentError:
            outcomes["refused"] += 1
    assert sum(outcomes.values()) == count
    assert outcomes["read"]
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before
