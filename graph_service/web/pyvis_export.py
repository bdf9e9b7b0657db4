"""A map as one HTML file that works offline and runs nothing but its own scripts, drawn by pyvis.

pyvis alone does neither: every ``cdn_resources`` loads from other hosts, its templates are rendered without escaping, a title that
contains ``href`` switches to a pop-up that sets titles as HTML, and the file is written in the locale's encoding. Here the page is
rendered with escaping and without heading, menus and pop-up, tags that load are removed, and a content policy names the hash of
each script, so that whatever a source file put into a name cannot run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader
from pyvis.network import Network

from graph_service.query.words import Words
from graph_service.web.whole_file import write_whole

Json = Mapping[str, object]

_FILLS = {"organization": "#0072B2", "person": "#00775A", "practitioner": "#7A4FA3"}
#: Ring colour and dashes of a status; the mark stands in the label too, so that colour is never alone.
_RINGS: Mapping[str, tuple[str, list[int] | bool, str]] = {
    "punished": ("#B3261E", False, "罚"),
    "reached": ("#B3261E", [7, 4], "责"),
    "pending": ("#9A5B00", [7, 4], "待"),
    "review": ("#9A5B00", [2, 5], "审"),
}
_OPTIONS = {
    "layout": {"randomSeed": 7, "improvedLayout": True},
    "physics": {"solver": "forceAtlas2Based", "forceAtlas2Based": {"springLength": 140, "avoidOverlap": 0.6}},
    "interaction": {"hover": True, "keyboard": True, "navigationButtons": False},
}
_LOADING_TAG = re.compile(r"<link\b[^>]*\bhref=[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>", re.IGNORECASE)
_HEADING = re.compile(r"<center>\s*<h1>\s*</h1>\s*</center>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def export_pyvis(map_data: Mapping[str, object], target: Path) -> None:
    """Write a map of ``query.subject_map`` as one HTML file in UTF-8; an existing file is replaced as a whole."""
    write_whole(target, _page(_network(map_data), _title(map_data)))


def _network(map_data: Json) -> Network:
    network = Network(height="96vh", width="100%", directed=True, cdn_resources="in_line", heading="")
    network.templateEnv = Environment(loader=FileSystemLoader(network.template_dir), autoescape=True)
    network.set_options(json.dumps(_OPTIONS))
    events = cast("Mapping[str, Json]", map_data["events"])
    for subject in cast("Sequence[Json]", map_data["subjects"]):
        network.add_node(subject["id"], **_node(subject, subject["id"] == map_data["centre"], events))
    for one in cast("Sequence[Json]", map_data["relationships"]):
        network.add_edge(one["source"], one["target"], **_edge(one))
    drawn = set(network.get_nodes())
    for lead in cast("Sequence[Json]", map_data["leads"] or ()):
        if {lead["one"], lead["other"]} <= drawn:
            network.add_edge(lead["one"], lead["other"], **_lead(lead))
    return network


def _node(subject: Json, is_centre: bool, events: Mapping[str, Json]) -> dict[str, object]:
    statuses = cast("Sequence[str]", subject["statuses"])
    kind = "practitioner" if subject["licensed"] else str(subject["kind"])
    ring = next((status for status in _RINGS if status in statuses), None)
    colour, dashes, mark = _RINGS[ring] if ring else ("#FFFFFF", False, "")
    marks = (
        [mark] * bool(mark) + ["冲"] * ("conflict" in statuses) + ["证"] * bool(subject["licensed"] or subject["holds_licence"])
    )
    fill = _FILLS[kind]
    return {
        "label": str(subject["name"]) + "".join(f" [{one}]" for one in marks),
        "title": _node_title(subject, events),
        "shape": "dot" if subject["kind"] == "person" else "square",
        "size": 26 if is_centre else 16,
        "color": {"background": fill, "border": colour, "highlight": {"background": fill, "border": "#14202B"}},
        "borderWidth": 4 if ring else 1,
        "shapeProperties": {"borderDashes": dashes},
        "font": {"size": 15 if is_centre else 13, "color": "#14202B", "strokeWidth": 4, "strokeColor": "#FFFFFF"},
    }


def _node_title(subject: Json, events: Mapping[str, Json]) -> str:
    """Put identity and verdicts into the tooltip as plain text; vis-network sets it as text."""
    lines = [f"{_zh(subject['type_words'])} {subject['name']}", str(subject["uscc"] or subject["masked_id"] or "身份未核实")]
    for outcome in cast("Sequence[Json]", subject["outcomes"]):
        document = events.get(str(outcome["event"]), {}).get("document") or ""
        lines.append(f"{_zh(outcome['state_words'])} · {outcome['rule_title']} · {document}")
        lines.append(f"　{_zh(outcome['why'])}")
    return "\n".join(lines)


def _edge(one: Json) -> dict[str, object]:
    former = bool(one["former"])
    return {
        "label": ("曾" if former else "") + _zh(one["words"]),
        "title": f"{_zh(one['words'])}（{_zh(one['days'])}）",
        "dashes": former,
        "width": 2.4 if one["role"] == "legal_representative" else 1.2,
        "color": "#5B3A86" if one["role"] == "legal_representative" else "#7D8998",
        "font": {"size": 10, "color": "#45525F", "strokeWidth": 3, "strokeColor": "#FFFFFF", "align": "middle"},
    }


def _lead(lead: Json) -> dict[str, object]:
    """Draw a lead apart from what registers say: its own colour and dashes, and the word in its label."""
    return {
        "label": _zh(lead["words"]),
        "title": f"线索（未经认定）：{_zh(lead['words'])}（{_zh(lead['state_words'])}）\n{lead['source']}",
        "dashes": [2, 6],
        "width": 2,
        "color": "#B0318A",
        "arrows": "to" if lead["kind"] == "nominee" else "",
        "font": {"size": 10, "color": "#8A246B", "strokeWidth": 3, "strokeColor": "#FFFFFF", "align": "middle"},
    }


def _page(network: Network, title: str) -> str:
    """Render, remove what loads, and name the hash of each script that remains."""
    nodes, edges, _, height, width, options = network.get_network_data()
    rendered: str = network.templateEnv.get_template(network.path).render(
        nodes=nodes,
        edges=edges,
        options=options,
        height=height,
        width=width,
        heading="",
        physics_enabled=True,
        use_DOT=False,
        bgcolor=network.bgcolor,
        conf=False,
        tooltip_link=False,  # the pop-up of pyvis sets titles as HTML
        select_menu=False,  # its menu puts ids into the page
        filter_menu=False,
        notebook=False,
        cdn_resources="in_line",
    )
    for unwanted in (_LOADING_TAG, _HEADING, _COMMENT):
        rendered = _outside_scripts(unwanted, rendered)
    rendered = rendered.replace("\r\n", "\n")
    head = f"{_policy(rendered)}\n<title>{html.escape(title)}</title>"
    return "<!doctype html>\n" + rendered.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{head}', 1)


def _outside_scripts(pattern: re.Pattern[str], page: str) -> str:
    """Remove matches, but leave the text of inline scripts alone."""
    parts = re.split(r"(<script\b(?![^>]*\bsrc=)[^>]*>.*?</script>)", page, flags=re.DOTALL | re.IGNORECASE)
    return "".join(part if index % 2 else pattern.sub("", part) for index, part in enumerate(parts))


def _policy(page: str) -> str:
    hashes = sorted({base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in _SCRIPT.findall(page)})
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    policy = f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _title(map_data: Json) -> str:
    centre = next(one for one in cast("Sequence[Json]", map_data["subjects"]) if one["id"] == map_data["centre"])
    return f"{centre['name']} · 信用关联图谱 · {map_data['on']}"


def _zh(words: object) -> str:
    return cast("Words", words)["zh"]
