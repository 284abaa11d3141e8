"""Any table of known names: each record comes back as it was written, or is set aside, or the file is refused."""

import pytest

from crm_core.errors import CsvRejected
from crm_core.ingest import Profile, read_table
from tests.ingest.pollution import Case, report, subset
from tests.ingest.reading import LIMITS, read_exactly

COLUMNS = ["id", "name", "n"]
PLAIN = [["1", "Ada", "5"], ["2", "Bo, x", "6"], ["3", "", "7"]]


def cells(folder, text, profile=None):
    """Cells of the rows, and line and code of the rejects."""
    rows, rejects = read_exactly(folder, text if isinstance(text, bytes) else text.encode(), COLUMNS, profile)
    return rows.to_numpy().tolist(), list(zip(rejects["line"], rejects["code"], strict=True))


def test_a_table_comes_back_as_text_with_its_lines(tmp_path):
    file = tmp_path / "any.txt"
    file.write_text('Report\nN;id;name;more\n05;1;"two\nlines";x\n6; 2 ;;y\n7;3\n', encoding="utf-8")
    rows, rejects = read_table(file, COLUMNS, limits=LIMITS)

    assert rows.to_dict("tight") == {
        "index": [3, 5], "columns": COLUMNS, "data": [["1", "two\nlines", "05"], [" 2 ", "", "6"]],
        "index_names": ["line"], "column_names": [None],
    }  # fmt: skip
    assert rejects.to_dict("records") == [
        {"line": 1, "last_line": 1, "code": "above_header", "found": "", "expected": "", "raw": "Report"},
        {"line": 6, "last_line": 6, "code": "too_few_cells", "found": "2", "expected": "4", "raw": "7;3"},
    ]


def test_a_table_without_rows_has_its_columns(tmp_path):
    file = tmp_path / "any.csv"
    file.write_bytes(b"id,name,n\n")
    rows, rejects = read_table(file, COLUMNS, limits=LIMITS)

    assert (list(rows.columns), len(rows), len(rejects)) == (COLUMNS, 0, 0)
    assert set(map(str, rows.dtypes)) == {"str"}


@pytest.mark.parametrize(
    "text",
    [
        'id,name,n\n1,Ada,5\n2,"Bo, x",6\n3,,7\n',
        "id;name;n\r1;Ada;5\r2;Bo, x;6\r3;;7",
        'id, name, n\n1, Ada, 5\n2, "Bo, x", 6\n3, , 7\n',
        "sep=|\r\nid|name|n\r\n1|Ada|5\r\n2|Bo, x|6\r\n3||7\r\n",
        "'id','name','n'\n'1','Ada','5'\n'2','Bo, x','6'\n'3','','7'\n",
        "id^name^n\n1^Ada^5\n2^Bo, x^6\n3^^7\n",
        '\ufeffN\tID\tName\n5\t1\tAda\n6\t2\tBo, x\n"7"\t"3"\t""\n',
    ],
    ids=["comma", "semicolon and CR", "comma and space", "sep=", "apostrophes", "caret", "tab and other order"],
)
def test_one_table_is_written_in_many_ways(tmp_path, text):
    assert cells(tmp_path, text) == (PLAIN, [])


def test_f22_backslashes_in_front_of_quotes_are_the_files_habit(tmp_path):
    text = 'id,name,n\n1,"a \\"b\\", c",5\n2,"C:\\\\",6\n3,"\\x",7\n'

    assert cells(tmp_path, text) == ([["1", 'a "b", c', "5"], ["2", "C:\\", "6"]], [(4, "unclear_escape")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name,id,n\nAda\nMoss,1,5\nBo,2,6\n", [(2, "too_few_cells"), (3, "piece_of_another")]),
        ("id,n,name\n1,5,Ada\nMoss\n2,6,Bo\n", [(2, "piece_of_another"), (3, "too_few_cells")]),
        ('id,n,name\n1,5,"Ada\n2,6,Bo"\n3,7,Cy\n', [(2, "unclear_quote")]),
        ("id,n,name\n1,5,Ada\n2;6;Bo\n3,7,Cy\n", [(3, "too_few_cells")]),
        ("id,n,name\n1,5,Ada\n2,6\n3,7,Cy\n", [(3, "too_few_cells")]),
        ("id,n,name\n1,5,Ada\n2,6,Bo\nTotal,11,\n", [(4, "sum_of_others")]),
        ("id,n,name\n1,5,Ada\n\nnr,m,city\n1,5,Rome\n", [(4, "another_table"), (5, "another_table")]),
        ("id,n,name\n1,5,Ada\nID,N,NAME\n2,6,Bo\n", [(3, "repeated_header")]),
        ("id,n,name\nint,int,words\n1,5,Ada\n2,6,Bo\n", [(2, "below_header")]),
        ("id,n,name\n1,5,'Ada'\n2,6,'t Hooft\n", [(2, "unclear_quote")]),
        ("id,n,name\n1,5,Ada\n,,\n2,6,Bo\n", [(3, "empty_record")]),
        ("id,n,name\n1,5,A\x07da\n2,6,Bo\n", [(2, "strange_character")]),
    ],
)
def test_a_record_that_may_be_something_else_is_set_aside(tmp_path, text, found):
    rows, rejects = cells(tmp_path, text)

    assert rejects == found
    assert all(len(row[1]) < 9 and "\n" not in row[1] for row in rows)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"1,Ada,5\n2,Bo,6\n", "header_missing"),
        (b"id,name\n1,Ada\n", "required_column_missing"),
        (b"id,name,n,name\n1,Ada,5,x\n", "repeated_column"),
        (b"\n\n", "no_rows_found"),
        (b"", "empty_file"),
        (b"%PDF-1.7", "not_a_csv"),
        (("id,name,n\n" + "".join(f"{n},Peña Señora,5\n" for n in range(20))).encode("cp1252"), "encoding_unclear"),
    ],
    ids=["no header", "a name missing", "a name twice", "blank", "empty", "pdf", "encoding"],
)
def test_a_file_of_which_nothing_is_sure_is_refused(tmp_path, content, code):
    with pytest.raises(CsvRejected) as refused:
        cells(tmp_path, content)

    assert refused.value.code == code


def test_what_was_said_goes_before_what_is_found_out(tmp_path):
    text = "1;Señora;5\n2;Bo;6\n".encode("cp1252")
    profile = Profile("table", encoding="cp1252", delimiter=";", header_lines=0)

    assert cells(tmp_path, text, profile) == ([["1", "Señora", "5"], ["2", "Bo", "6"]], [])


def test_names_must_be_given_and_the_file_must_be_there(tmp_path):
    for columns, path, code in ((["a", "a"], __file__, "columns_unclear"), (["a"], tmp_path / "no", "file_missing")):
        with pytest.raises(CsvRejected) as refused:
            read_table(path, columns)
        assert refused.value.code == code


@pytest.mark.parametrize("case", subset(seed=1, n=90), ids=lambda case: f"{case.name} {case.table}")
def test_no_fault_makes_a_cell_silently_wrong_or_lost(case: Case):
    found, silent = report([case])

    assert silent == []
    assert sum(found[case.name].values()) >= 9
