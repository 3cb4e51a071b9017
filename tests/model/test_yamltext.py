import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from custsheet.model import yamltext
from custsheet.resources import folder

SHIPPED = [*sorted(folder("schemas").glob("*.yaml")), Path(yamltext.__file__).parent / "rules.yaml"]


def test_parse__every_shipped_text_has_its_twin_and_no_other_is_left() -> None:
    texts = [path.read_text("utf-8") for path in SHIPPED]
    twins = {yamltext.twin(text): text for text in texts}
    before = {path: path.read_text("utf-8") for path in yamltext.PARSED.glob("*")}
    made = {path: json.dumps(yaml.safe_load(text), ensure_ascii=False, indent=0) + "\n" for path, text in twins.items()}
    for path in before.keys() - made.keys():
        path.unlink()
    yamltext.PARSED.mkdir(exist_ok=True)
    for path, text in made.items():
        path.write_text(text, "utf-8")
    assert before == made, "custsheet/model/parsed was out of date and has been made anew: look at the diff"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_parse__a_twin_says_what_the_yaml_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text("utf-8")
    quick = yamltext.parse(text)
    monkeypatch.setattr(yamltext, "PARSED", Path("nowhere"))
    assert _typed(quick) == _typed(yamltext.parse(text))


def test_parse__a_changed_text_is_read_as_it_is() -> None:
    text = SHIPPED[0].read_text("utf-8") + "\nmore: 1\n"
    assert not yamltext.twin(text).exists()
    assert yamltext.parse(text)["more"] == 1


def _typed(value: object) -> object:
    """With the type of each part, which == does not look at: 1 == 1.0 == True."""
    if isinstance(value, dict):
        return {_typed(key): _typed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    return type(value), value


def test_parse__what_is_shipped_is_read_without_yaml() -> None:
    """To load it takes longer than to read all that is shipped."""
    code = "import sys; from custsheet.model.rules import all_rules; all_rules(); sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
