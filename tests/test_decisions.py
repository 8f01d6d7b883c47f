"""Decisions of people: read by hand from small files; what cannot be used is a finding."""

from datetime import date
from types import SimpleNamespace

import pytest

from mohinh.tables import decisions
from mohinh.words.errors import PersonalData, UnreadableFile

TYPES = {"L1", "L2", "L3"}
HEAD = "type_id,decision,decided_on,body,reason\n"
SON_LA = SimpleNamespace(slug="son-la")


def read(lines: str, head: str = HEAD) -> decisions.Decisions:
    return decisions.parse(head + lines, types=TYPES, file_name="son-la.csv")


def codes(found: decisions.Decisions) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in found.findings]


def test_the_last_decision_on_a_type_counts_in_vietnamese_or_by_code():
    found = read(
        "L1,thanh loại,15/03/2023,Ban Chỉ đạo tỉnh,\n"
        "L1,Duy Trì,2022-01-05,UBND tỉnh,sớm hơn\n"
        "L2,replicate,1/2/2023,UBND tỉnh,có nhu cầu ở vùng biên\n"
    )
    assert found.findings == ()
    assert found.table["decision"].to_dict() == {"L1": "retire", "L2": "replicate"}
    assert found.table.loc["L1", "decided_on"].date() == date(2023, 3, 15)
    assert found.table.loc["L2", "reason"] == "có nhu cầu ở vùng biên"


def test_of_two_decisions_on_one_day_the_later_line_counts():
    found = read("L1,keep,01/02/2023,UBND,\nL1,adjust,01/02/2023,UBND,\n")
    assert found.table.loc["L1", "decision"] == "adjust"


def test_a_decision_on_an_unknown_type_is_a_finding_and_the_others_stand():
    found = read("L9,keep,01/02/2023,UBND,\nL2,keep,01/02/2023,UBND,\n")
    assert codes(found) == [("decision_type", 2)]
    assert list(found.table.index) == ["L2"]
    said = found.findings[0].say("vi")
    assert "son-la.csv" in said
    assert "“L9”" in said


def test_an_unknown_word_or_a_missing_or_impossible_date_is_a_finding():
    found = read("L1,đóng cửa,01/02/2023,UBND,\nL2,keep,,UBND,\nL3,keep,31/02/2023,UBND,\n")
    assert codes(found) == [("decision_word", 2), ("decision_date", 3), ("decision_date", 4)]
    assert "nhân rộng" in found.findings[0].say("vi")
    assert found.table.empty


def test_what_looks_like_a_person_is_a_finding_and_never_repeated():
    found = read("L1,keep,01/02/2023,Ông Nguyễn Văn An,\nL2,keep,01/02/2023,UBND,gọi 0912345678\n")
    assert codes(found) == [("decision_person", 2), ("decision_person", 3)]
    assert found.table.empty
    for finding in found.findings:
        assert "An" not in finding.say("en").split()
        assert "0912" not in finding.say("vi")


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path):
    text = "\ufeff" + HEAD.replace(",", ";") + "L1;keep;01/02/2023;UBND;ổn định, đều đặn\n"
    (tmp_path / "son-la.csv").write_text(text, encoding="utf-8")
    found = decisions.load(SON_LA, types=TYPES, folder=tmp_path)
    assert found.table.loc["L1", "reason"] == "ổn định, đều đặn"


def test_a_province_without_a_file_has_no_decision_and_no_finding(tmp_path):
    found = decisions.load(SON_LA, types=TYPES, folder=tmp_path)
    assert found.table.empty
    assert found.findings == ()


def test_other_columns_are_refused_with_what_is_expected():
    with pytest.raises(UnreadableFile, match=r"son-la.csv, line 1.*type_id, decision, decided_on"):
        read("", head="type_id,decision\n")


def test_a_column_for_a_person_is_refused():
    with pytest.raises(PersonalData, match="data about a person"):
        read("", head="type_id,decision,decided_on,body,reason,Họ tên\n")


def test_a_file_that_is_not_utf8_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "son-la.csv").write_bytes("type_id;lý do".encode("utf-16"))
    with pytest.raises(UnreadableFile, match="CSV UTF-8"):
        decisions.load(SON_LA, types=TYPES, folder=tmp_path)


def test_a_line_with_too_few_or_too_many_cells_is_no_crash():
    found = read("L1,keep\nL2,keep,01/02/2023,UBND,lý do,thừa\n")
    assert codes(found) == [("decision_date", 2)]
    assert list(found.table.index) == ["L2"]
