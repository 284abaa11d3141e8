"""Any encoding becomes UTF-8; a bad byte costs its record."""

import pytest

from crm_core.errors import CsvRejected
from crm_core.ingest import Profile
from crm_core.ingest.decode import blocks
from crm_core.ingest.encodings import Encoding, find_encoding
from tests.ingest.reading import read_bytes

TEXT = "Case Number,Created at,Subject\r\n1,2026-01-05,Größe zu klein\r\n2,2026-01-06,سلام\r\n"


def test_f44_a_nul_costs_its_record(tmp_path):
    came = read_bytes(tmp_path, b"Case Number,Created at\n1,2026-01-05\n2\0,2026-01-06\n3,2026-01-07\n")

    assert came.bad("first_line, code") == [(3, "nul_character")]
    assert came.values("complaint_id") == ["1", "3"]


def test_f45_marks_nobody_sees_are_no_part_of_a_key(tmp_path):
    content = "Case Number,Created at,Subject\n\u202e1\u200b,2026-01-05,a\u202eb\n"
    came = read_bytes(tmp_path, content.encode())

    assert came.rows("complaint_id, summary") == [("1", "a\u202eb")]


def test_f46_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    came = read_bytes(tmp_path, b"\xef\xbb\xbf" + TEXT.encode())

    assert came.values("complaint_id") == ["1", "2"]
    assert came.counts["header"][0] == "Case Number"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_f47_utf16_is_read_with_and_without_a_mark(tmp_path, encoding):
    came = read_bytes(tmp_path, TEXT.replace("سلام", "ok").encode(encoding))

    assert came.values("summary") == ["Größe zu klein", "ok"]


def test_f47_offsets_in_utf16_are_those_of_the_file(tmp_path):
    content = "Case Number,Created at\n1,never\n".encode("utf-16")
    came = read_bytes(tmp_path, content)

    assert came.bad("byte_offset, raw") == [(content.index("1,never".encode("utf-16-le")), "1,never")]


def test_f48_an_odd_length_costs_the_last_record(tmp_path):
    came = read_bytes(tmp_path, "Case Number,Created at\n1,2026-01-05\n2,2026-01-06".encode("utf-16-le")[:-1])

    assert came.values("complaint_id") == ["1"]
    assert came.bad("code") == [("undecodable",)]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1256", "اين کالا خيلي دير رسيد و کسي جواب نداد"),
        ("cp1250", "Zásilka přišla příliš pozdě a zboží bylo rozbité"),
        ("big5", "我的訂單送貨很慢，客服也沒有回答我的問題"),
        ("euc_kr", "주문한 제품이 아직 도착하지 않았습니다"),
        ("gb18030", "配送太慢了，包裹一直没有到，客服也没有回答我的问题"),
        ("cp1252", "Café für 20 € – très déçu à Genève"),
        ("shift_jis", "荷物がまだ届いていません。返事もありません。とても困っています"),
        ("cp1251", "Посылка не пришла, никто не отвечает на письма"),
    ],
)
def test_f49_to_f52_other_encodings_are_guessed_shown_and_can_be_said(tmp_path, encoding, words):
    content = "\n".join(["Case Number,Created at,Subject", *(f'{n},2026-01-05,"{words}"' for n in range(20))])
    said = read_bytes(tmp_path, content.encode(encoding), profile=Profile("complaints", encoding=encoding))
    guessed = find_encoding(tmp_path / "upload")

    assert set(said.values("summary")) == {words}
    assert guessed.how == "guessed"
    assert words.encode(encoding).decode(guessed.name) == words


def test_f53_one_bad_byte_costs_its_record(tmp_path):
    lines = [b"Case Number,Created at,Subject", *(b"%d,2026-01-05,\xc3\xa9" % n for n in range(100))]
    lines[50] = b"x,2026-01-05,\xff"
    came = read_bytes(tmp_path, b"\n".join(lines))

    assert came.bad("first_line, code, raw") == [(51, "undecodable", "x,2026-01-05,\ufffd")]
    assert came.lines == {"header": 1, "good": 99, "quarantined": 1}


@pytest.mark.parametrize("size", [7, 8, 9, 10, 11, 64])
def test_f54_blocks_may_cut_anywhere(tmp_path, size):
    file = tmp_path / "upload"
    content = "a,é\r\nbb,سلام\rc,d\n\ne,\U0001f600".encode()
    file.write_bytes(content)
    found = list(blocks(file, Encoding("utf-8", "strict"), size=size))

    assert b"".join(block.text for block in found).decode() == "a,é\nbb,سلام\nc,d\n\ne,\U0001f600\n"
    starts = [int(start) for block in found for start in block.starts[:-1]]
    assert [content[start : start + 1] for start in starts] == [b"a", b"b", b"c", b"\n", b"e"]
    assert found[-1].last


def test_f55_lines_of_another_encoding_cost_themselves(tmp_path):
    lines = [b"Case Number,Created at,Subject", *("%d,2026-01-05,éè".encode() % n for n in range(9))]
    came = read_bytes(tmp_path, b"\n".join([*lines, "9,2026-01-05,é".encode("cp1252")]))

    assert came.lines == {"header": 1, "good": 9, "quarantined": 1}


@pytest.mark.parametrize("spoilt", ["GrÃ¶ÃŸe zu klein", "it\u00e2\u20ac\u2122s late", "Ø³Ù„Ø§Ù…"])
def test_f56_letters_spoilt_before_are_told_and_left_alone(tmp_path, spoilt):
    came = read_bytes(tmp_path, f"Case Number,Created at,Subject\n1,2026-01-05,{spoilt}\n".encode())

    assert came.values("summary") == [spoilt]
    assert "wrongly_decoded" in came.warned()


def test_f56_foreign_letters_raise_no_alarm(tmp_path):
    text = "Case Number,Created at,Subject\n1,2026-01-05,Größe “été” – naïve œuvre\n2,2026-01-06,سلام 配送\n"
    came = read_bytes(tmp_path, text.encode())

    assert "wrongly_decoded" not in came.warned()


def test_f47_utf16_without_a_mark_is_told_in_letters_of_any_script(tmp_path):
    text = "Case Number,Created at,Subject\n" + "".join(f"{n},2026-01-05,包裹一直没有到\n" for n in range(9))
    came = read_bytes(tmp_path, text.encode("utf-16-be"))

    assert came.values("summary") == ["包裹一直没有到"] * 9


def test_f48_an_odd_byte_in_the_middle_costs_what_stands_behind_it(tmp_path):
    content = "Case Number,Created at\n1,2026-01-05\n".encode("utf-16") + b"x" + "2,2026-01-06\n".encode("utf-16-le")
    came = read_bytes(tmp_path, content)

    assert came.values("complaint_id") == ["1"]
    assert came.lines["quarantined"] == came.counts["lines_in"] - 2


def test_f45_direction_marks_make_no_other_key_and_control_signs_stay_in_texts(tmp_path):
    content = "Case Number,Created at,Subject\n\u20681\u2069,2026-01-05,a\x07b\n"
    came = read_bytes(tmp_path, content.encode())

    assert came.rows("complaint_id, summary") == [("1", "a\x07b")]


@pytest.mark.parametrize("name", ["klingon", "utf-7", "cp037"])
def test_an_encoding_that_can_not_be_read_here_is_refused(tmp_path, name):
    with pytest.raises(CsvRejected) as refused:
        read_bytes(tmp_path, TEXT.encode(), profile=Profile("complaints", encoding=name))

    assert refused.value.code == "encoding_unknown"
