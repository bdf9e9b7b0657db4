"""Words of the policy files that do nothing: triggers without a rule or without a source, parameters and measures that nobody names."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.policy.files import PolicyFiles
from graph_service.policy.findings import Finding
from graph_service.policy.schema import RuleBook
from graph_service.policy.vocabulary import Vocabulary
from graph_service.policy.word_tables import Classified
from graph_service.policy.yaml_tree import Entry


def check_words(book: RuleBook, words: Vocabulary, named: frozenset[str], classified: Classified) -> Iterator[Finding]:
    """Find dead words.

    Args:
        book: the rules.
        words: what they may name.
        named: the parameters that some rule file names.
        classified: the trigger words that loaders make of penalties.
    """
    live = book.enabled().rules
    used = frozenset().union(*(rule.categories for rule in live))
    for category in sorted(words.categories - used - classified.catch_all):
        yield Finding(
            "note",
            "dead-trigger",
            "categories.yaml",
            category,
            ("没有已启用的规则使用该触发词", "no live rule is triggered by it"),
            ("为其编写或启用规则，或删去该词", "write or switch on a rule for it, or remove the word"),
        )
    for rule in live:
        if not rule.categories & (classified.named | classified.catch_all):
            yield Finding(
                "warning",
                "no-source",
                rule.source_file,
                rule.id,
                (
                    "没有任何数据源产生其触发词，目前只有场景文件能触发",
                    "no source of data makes any of its triggers; only a scenario does",
                ),
                (
                    "为该类决定编写加载器，或在识别表（penalty_、list_ 或 sanction_categories.yaml）中写明",
                    "write a loader for such decisions, or recognise them in penalty_, list_ or sanction_categories.yaml",
                ),
            )
    yield from _parameters(words, named)
    yield from _measures(book)


def _parameters(words: Vocabulary, named: frozenset[str]) -> Iterator[Finding]:
    for name in sorted(words.parameters.keys() - named):
        yield Finding(
            "warning",
            "unused-parameter",
            f"parameters/{name}.yaml",
            name,
            ("没有规则使用该参数", "no rule names this parameter"),
            ("删去，或在规则中使用", "remove it, or name it in a rule"),
        )


def _measures(book: RuleBook) -> Iterator[Finding]:
    imposed = {rule.measure.code for rule in book.rules}
    for measure in sorted({forbid.measure for forbid in book.forbids if forbid.rule is None} - imposed):
        yield Finding(
            "note",
            "dead-measure",
            "forbids.yaml",
            measure,
            ("没有规则采取该措施", "no rule imposes this measure"),
            ("待有规则采取该措施，或删去", "keep it for a rule that will impose it, or remove it"),
        )


def named_parameters(files: PolicyFiles) -> frozenset[str]:
    """Return the parameters that rule files name, wherever in a rule they stand."""
    return frozenset(name for path in files.in_folder("rules") for name in _named(files.parsed(path)))


def _named(entry: Entry) -> Iterator[str]:
    if isinstance(entry.value, dict):
        for key, child in entry.value.items():
            if key == "parameter" and isinstance(child.value, str):
                yield child.value
            yield from _named(child)
    elif isinstance(entry.value, list):
        for child in entry.value:
            yield from _named(child)
