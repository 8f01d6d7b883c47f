"""One list of packages is the truth; the others follow it."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def declared() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    parts = [re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?(.*)", text) for text in listed]
    return {part[1]: part[2] for part in parts}


def conda() -> dict[str, str]:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^\s+- ([\w.-]+)(>=[\w.]+)?$", text.split("dependencies:")[1], re.M)
    return {name: version for name, version in listed if name not in ("python", "pip")}


def locked() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_environment_yml_has_the_packages_of_pyproject_and_no_other():
    assert conda() == declared()


def test_every_package_is_locked_with_a_hash():
    for name in declared():
        entry = re.search(rf"^{re.escape(name)}==\S+[^\n]*\\\n\s+--hash=sha256:", locked(), re.M)
        assert entry, f"{name} is not in requirements.lock: make lock"


def test_the_lock_names_no_index():
    assert "://" not in locked()
    assert "--index" not in locked()
