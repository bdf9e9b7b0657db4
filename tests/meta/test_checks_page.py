"""docs/checks.md lists every check, and every listed check is made somewhere."""

from graph_service.analysis.quality import CHECKS
from graph_service.loaders.reasons import REASONS, words_of
from graph_service.loaders.warned import WARNINGS
from scripts.write_checks import PAGE, loaders, made_in, render


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == render(loaders()), "run scripts/write_checks.py"


def test_every_code_is_given_by_some_loader() -> None:
    where = made_in({*REASONS, *WARNINGS}, loaders())

    assert [code for code, places in where.items() if not places] == []


def test_a_code_that_nobody_gives_is_seen() -> None:
    assert made_in(["made-up"], {"penalties": 'sieve.refuse(row, "made-upon")'}) == {"made-up": []}


def test_a_code_put_together_of_two_parts_is_found() -> None:
    text = 'graded(cell, "uscc"); raise UncleanError(f"{prefix}-invalid")'

    assert made_in(["uscc-invalid", "id-invalid"], {"codes": text}) == {"uscc-invalid": ["codes"], "id-invalid": []}


def test_a_code_that_loads_and_the_record_share_has_the_same_words() -> None:
    shared = [check for check in CHECKS if check.code in {*REASONS, *WARNINGS}]

    assert len(shared) > 2
    assert [(check.text, check.text_en) for check in shared] == [
        (words_of(check.code), words_of(check.code, english=True)) for check in shared
    ]
