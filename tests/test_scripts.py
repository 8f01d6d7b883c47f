"""A page's script: one, known by its fingerprint; data beside it that can end nothing."""

import base64
import hashlib
import json

import pytest

from mohinh.pages import scripts


@pytest.mark.parametrize("name", ["index.js", "atlas.js"])
def test_every_script_folds_names_in_one_way_and_loads_nothing(name):
    text = scripts.script(name)
    assert text.count("function fold(") == 1
    assert "</" not in text
    for word in (
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "eval(",
        "innerHTML",
        "http://",
        "https://",
    ):
        assert word not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_fingerprint_is_what_a_browser_works_out():
    digest = hashlib.sha256("một".encode()).digest()
    assert scripts.fingerprint("một") == "sha256-" + base64.b64encode(digest).decode()


def test_data_come_back_as_they_were_and_hold_no_character_of_a_tag():
    content = ["</script><script>alert(1)</script>", "<!--", "&amp;", "{{ 7*7 }}", "\u2028", "Đ"]
    text = scripts.island(content)
    assert json.loads(text) == content
    assert not set("<>&\u2028") & set(text)
    assert "Đ" in text


def test_a_number_that_json_does_not_know_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        scripts.island([float("nan")])
