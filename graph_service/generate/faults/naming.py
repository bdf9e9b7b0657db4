"""Who is meant: names, codes and numbers that do not fit together, and firms, persons and decisions that nobody knows."""

from __future__ import annotations

from random import Random

from graph_service.generate.faults.base import (
    ENTERPRISES,
    FINDINGS,
    HOLDINGS,
    LICENCES,
    PENALTIES,
    PERSONS,
    TYPED,
    UNTYPED,
    RowFault,
    Scene,
    Spoiled,
    cell_of,
    refused_row,
    taken_row,
    with_cells,
    without,
)  # fmt: skip
from graph_service.generate.lines import Line, Said
from graph_service.generate.names import CYCLE, SURNAMES
from graph_service.generate.records import Firm, Penalty
from graph_service.model.identifiers import organization_code_check_digit


def _is_named_enough(line: Line, scene: Scene) -> bool:
    """Say whether the name alone finds the firm: its row in the register was accepted, and no other firm has the name."""
    firm, block = line.firm, scene.block
    return firm is not None and bool(firm.any_number) and firm not in block.lost and firm not in block.twins


def _without_code(line: Line, scene: Scene) -> Spoiled | None:
    _, column = scene.table.firm
    if not _is_named_enough(line, scene):
        return None
    return Spoiled(with_cells(line, scene, **{column: ""}), "loaded", (), line.cells)


def _placeholder_for_code(line: Line, scene: Scene) -> Spoiled | None:
    _, column = scene.table.firm
    if not _is_named_enough(line, scene):
        return None
    zeros = with_cells(line, scene, **{column: "0" * 18})
    return Spoiled(zeros, "loaded", (Said("placeholder-code", column),), line.cells)


def _party_by_name(line: Line, scene: Scene) -> Spoiled | None:
    if line.firm is None or not line.firm.code or not _is_named_enough(line, scene):
        return None
    said = Said("joined-by-name", "行政相对人名称")
    return taken_row(line, scene, (said,), 统一社会信用代码="", 工商注册号="", 组织机构代码="")


def _unknown_firm(line: Line, scene: Scene) -> Spoiled:
    name, code = scene.table.firm
    unknown = f"北京查无此企{scene.random.randrange(10**6)}有限公司"
    return refused_row(line, scene, Said("organization-unknown", code), **{name: unknown, code: ""})


def _ambiguous_firm(line: Line, scene: Scene) -> Spoiled | None:
    name, code = scene.table.firm
    if not scene.block.twins:
        return None
    return refused_row(line, scene, Said("organization-ambiguous", code), **{name: scene.block.twins[0].name, code: ""})


def _unknown_decision(line: Line, scene: Scene) -> Spoiled:
    said = Said("event-not-on-record", "决定文号")
    return refused_row(line, scene, said, 决定文号=f"京处罚〔2024〕无{scene.random.randrange(10**6)}号")


def _unknown_authority(line: Line, scene: Scene) -> Spoiled:
    return refused_row(line, scene, Said("event-not-on-record", "决定文号"), 决定机关="别的机关")


def _nobody_punished(line: Line, scene: Scene) -> Spoiled | None:
    if line.firm is not None:
        return None
    return refused_row(line, scene, Said("required-for-person", "证件号码"), 证件号码="")


_NUMBERS = ("统一社会信用代码", "工商注册号", "组织机构代码", "证件号码")


def _nobody_known(line: Line, scene: Scene) -> Spoiled:
    """Leave out everything that tells a firm from a person."""
    said = Said("party-type-unclear", "行政相对人名称")
    return refused_row(line, scene, said, **without(scene, *_NUMBERS, "法定代表人", "法定代表人证件号码"))


def _id_of_representative(line: Line, scene: Scene) -> Spoiled | None:
    """Write the number of the representative where that of a natural person belongs, and no other."""
    offices = scene.block.offices_in(line.firm) if line.firm else []
    named = cell_of(line, scene, "法定代表人")
    person = next((one.person for one in offices if one.person.name == named), None)
    if person is None or person.document_type != "居民身份证" or "证件号码" not in scene.table.at:
        return None
    said = Said("party-type-unclear", "行政相对人名称")
    return refused_row(line, scene, said, **without(scene, *_NUMBERS) | {"证件号码": person.number})


def _changed_places(line: Line, scene: Scene) -> Spoiled | None:
    """Write the organisation code into the column of registration numbers, as in a file of another generation."""
    if line.firm is None or not line.firm.code:
        return None
    said = Said("number-of-other-kind", "工商注册号")
    return refused_row(line, scene, said, 工商注册号=line.firm.code[8:17], 组织机构代码="")


def _licence_without_number(line: Line, scene: Scene) -> Spoiled:
    said = Said("required", "行政许可决定文书号")
    return refused_row(line, scene, said, **without(scene, "行政许可决定文书号", "许可编号"))


def _stranger(line: Line, random: Random) -> str:
    return f"{random.choice([name for name in SURNAMES if name not in ''.join(line.cells)] or ['赵'])}代{random.choice(CYCLE)}"


def _other_representative(line: Line, scene: Scene) -> Spoiled | None:
    """Name somebody as legal representative whom the register does not know for that day."""
    penalty = line.record
    if not isinstance(penalty, Penalty) or line.firm is None or not cell_of(line, scene, "法定代表人"):
        return None
    offices = scene.block.offices_in(line.firm)
    held = [one for one in offices if one.is_representative and one.held_on(penalty.decided) and one not in scene.block.lost]
    if not held:
        return None
    said = Said("representative-differs", "法定代表人")
    changes = without(scene, "法定代表人证件类型", "法定代表人证件号码")
    return taken_row(line, scene, (said,), 法定代表人=_stranger(line, scene.random), **changes)


def _other_head(line: Line, scene: Scene) -> Spoiled | None:
    """Let the register name somebody else than its own list of officers: the doubt is voiced there."""
    firm = line.record
    offices = scene.block.offices_in(firm) if isinstance(firm, Firm) else []
    if not isinstance(firm, Firm) or not any(one.is_representative and one.last is None for one in offices):
        return None
    scene.block.misnamed.add(firm)
    return taken_row(line, scene, (), 法定代表人=_stranger(line, scene.random))


def _swapped_name_and_number(line: Line, scene: Scene) -> Spoiled | None:
    name, number = scene.table.people[0]
    if not cell_of(line, scene, number):
        return None
    swapped = {name: cell_of(line, scene, number), number: cell_of(line, scene, name)}
    return refused_row(line, scene, Said("not-a-name", name), **swapped)


def _swapped_name_and_code(line: Line, scene: Scene) -> Spoiled | None:
    (name, code), firm = scene.table.firm, line.firm
    if firm is None or not firm.code or len(firm.name) in (15, 18):
        return None
    return refused_row(line, scene, Said("uscc-invalid", code), **{name: firm.code, code: firm.name})


def _type_left_out(line: Line, scene: Scene) -> Spoiled | None:
    kind, number = ("股东证照类型", "股东证照号码") if scene.table.file in HOLDINGS else ("证件类型", "证件号码")
    if not cell_of(line, scene, number).startswith("11") or cell_of(line, scene, kind) != "居民身份证":
        return None
    return Spoiled(with_cells(line, scene, **{kind: ""}), "loaded", (), line.cells)


def _number_without_type(line: Line, scene: Scene) -> Spoiled:
    return refused_row(line, scene, Said("id-without-type", "证件号码"), 证件类型="", 证件号码="E12345678")


def _number_of_other_type(line: Line, scene: Scene) -> Spoiled | None:
    if not cell_of(line, scene, "证件号码").startswith("11"):
        return None
    return refused_row(line, scene, Said("id-invalid", "证件号码"), 证件类型="护照")


def _placeholder_beside_code(line: Line, scene: Scene) -> Spoiled | None:
    column = "注册号" if scene.table.file in ENTERPRISES else "工商注册号"
    if line.firm is None or not line.firm.code:
        return None
    written = with_cells(line, scene, **{column: "0" * 15})
    sound = [str(cell) for cell in with_cells(line, scene, **{column: ""})]
    return Spoiled(written, "loaded", (Said("placeholder-code", column),), sound)


def _organization_code(*, is_right: bool) -> RowFault:
    def make(line: Line, scene: Scene) -> Spoiled | None:
        if line.firm is None or not line.firm.code:
            return None
        body, digit = line.firm.code[8:16], organization_code_check_digit(line.firm.code[8:16])
        if is_right:
            return taken_row(line, scene, (), 组织机构代码=f"{body}-{digit}")
        wrong = "1" if digit != "1" else "2"
        return refused_row(line, scene, Said("organization-code-invalid", "组织机构代码"), 组织机构代码=f"{body}-{wrong}")

    return RowFault(
        "organisation code with a dash" if is_right else "organisation code with a wrong digit",
        make,
        tables=PENALTIES | LICENCES,
    )


_REGISTER = PERSONS | HOLDINGS
NAMING_FAULTS = (
    RowFault("code left out, name known", _without_code, tables=_REGISTER | FINDINGS),
    RowFault("placeholder for a code, name known", _placeholder_for_code, tables=_REGISTER | FINDINGS),
    RowFault("party known by its name only", _party_by_name, tables=TYPED),
    RowFault("firm that nobody knows", _unknown_firm, tables=_REGISTER),
    RowFault("name of two firms", _ambiguous_firm, tables=_REGISTER),
    RowFault("decision that nobody knows", _unknown_decision, tables=FINDINGS),
    RowFault("decision of another authority", _unknown_authority, tables=FINDINGS),
    RowFault("person punished without a number", _nobody_punished, tables=TYPED),
    RowFault("party that may be a firm or a person", _nobody_known, tables=UNTYPED),
    RowFault("party with the number of its representative alone", _id_of_representative, tables=UNTYPED),
    RowFault("organisation code for a registration number", _changed_places, tables=PENALTIES | LICENCES),
    RowFault("licence without any number", _licence_without_number, tables=LICENCES),
    RowFault("representative whom the register does not know", _other_representative, tables=PENALTIES),
    RowFault("representative other than the list of officers", _other_head, tables=ENTERPRISES),
    RowFault("name and number swapped", _swapped_name_and_number, tables=PERSONS | FINDINGS),
    RowFault("name and code swapped", _swapped_name_and_code, tables=ENTERPRISES | _REGISTER | PENALTIES | LICENCES),
    RowFault("document type left out", _type_left_out, tables=_REGISTER | FINDINGS),
    RowFault("number without its type", _number_without_type, tables=PERSONS | FINDINGS),
    RowFault("number of another type", _number_of_other_type, tables=PERSONS | FINDINGS),
    RowFault("placeholder beside a code", _placeholder_beside_code, tables=ENTERPRISES | PENALTIES | LICENCES),
    _organization_code(is_right=True),
    _organization_code(is_right=False),
)
