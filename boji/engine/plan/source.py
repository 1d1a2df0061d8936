"""The YAML text of a plan as nodes that know where they stand. Owns YAML; knows nothing of plans.

Scalars stay text: what `2026-06-01`, `yes` or `5%` means is said by the reader that asks for it.
The tree is built from parse events, so that aliases, tags and repeated keys are refused rather than
resolved, and neither nesting nor size is without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from boji.engine.plan.issues import Issues
from boji.engine.plan.label import Label

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20

# What is left of `200,000` where YAML reads the comma as its own.
THOUSANDS = re.compile(r"[0-9]{3}(\.[0-9]+)?")
MEND_THOUSANDS = Label("不用千位分隔符", "Write numbers without thousands separators")

Place = tuple[int, int]  # line and column, from 1


@dataclass(frozen=True)
class ScalarNode:
    """A text; `raw` is how it is written, quotes included, beginning at `place`."""

    place: Place
    text: str
    raw: str = field(repr=False)

    def place_of(self, offset: int) -> Place:
        """Where in the file the character at this offset of `text` stands."""
        return _places(self)[min(offset, len(self.text))]


@dataclass(frozen=True)
class ListNode:
    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True)
class MapNode:
    place: Place
    entries: tuple[tuple[ScalarNode, Node], ...]

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node = ScalarNode | ListNode | MapNode


class _UnreadableError(Exception):
    """The text is no YAML of ours; the issue is already noted."""


def read_source(text: str, issues: Issues) -> Node | None:
    """The one document of the text, or None with at least one issue."""
    if len(text) > MAX_CHARACTERS:
        limit = f"{MAX_CHARACTERS:,}"
        issues.add((1, 1), Label(f"文件超过 {limit} 个字符", f"the file has more than {limit} characters"))
        return None
    try:
        return _Composer(text, issues).document()
    except _UnreadableError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = error.problem or "?"
        issues.add(
            place,
            Label(f"YAML 语法错误：{reason}", f"YAML syntax error: {reason}"),
            Label("检查缩进、引号和括号是否成对", "Check indentation, quotes and brackets"),
        )
    except yaml.YAMLError as error:  # a character that YAML forbids
        reason = str(error).splitlines()[0]
        position = getattr(error, "position", 0)
        issues.add(
            _place_of_index(text, position),
            Label(f"文件中有不允许的字符：{reason}", f"the file has a character that YAML forbids: {reason}"),
        )
    return None


class _Composer:
    """Builds nodes from events with a stack of open collections."""

    def __init__(self, text: str, issues: Issues) -> None:
        self.text = text.removeprefix("\ufeff")
        self.issues = issues
        self.events: Iterator[yaml.Event] = yaml.parse(
            self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._refuse(event, Label("一个文件只能有一个方案", "a file holds one plan only"))
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        if root is None:
            self.issues.add((1, 1), Label("文件是空的", "the file is empty"))
        return root

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._refuse(event, Label("嵌套太深", "nested too deeply"))
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self._refuse(
                event,
                Label(
                    "方案中不能使用 YAML 锚点和别名（& 和 *）",
                    "YAML anchors and aliases (& and *) are not used in plans",
                ),
                Label("把内容直接写在这里", "Write the content out here"),
            )
        if getattr(event, "tag", None):
            self._refuse(event, Label("方案中不能使用 YAML 标签（!）", "YAML tags (!) are not used in plans"))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        assert isinstance(event, yaml.ScalarEvent)
        assert event.start_mark is not None
        assert event.end_mark is not None
        raw = self.text[event.start_mark.index : event.end_mark.index]
        return ScalarNode(_place(event), event.value, raw)

    def _sequence(self, start: yaml.NodeEvent, depth: int) -> ListNode:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            assert isinstance(event, yaml.NodeEvent)
            items.append(self._node(event, depth + 1))
        return ListNode(_place(start), tuple(items))

    def _mapping(self, start: yaml.NodeEvent, depth: int) -> MapNode:
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            assert isinstance(event, yaml.NodeEvent)
            key = self._node(event, depth + 1)
            follower = next(self.events)
            assert isinstance(follower, yaml.NodeEvent)
            value = self._node(follower, depth + 1)
            if not isinstance(key, ScalarNode):
                self._refuse(event, Label("键必须是一个词", "a key must be one word"))
            elif key.text == "<<":
                self._refuse(
                    event, Label("方案中不能使用 YAML 合并（<<）", "YAML merges (<<) are not used in plans")
                )
            elif THOUSANDS.fullmatch(key.text) and isinstance(value, ScalarNode) and not value.raw:
                problem = Label("数里的逗号把它分成了两半", "a comma cuts this number in two")
                self.issues.add(key.place, problem, MEND_THOUSANDS)
            elif key.text in entries:
                first = entries[key.text][0].place[0]
                self.issues.add(
                    key.place,
                    Label(f"“{key.text}”写了两次", f"“{key.text}” is written twice"),
                    Label(
                        f"第一次在第 {first} 行；删掉一处",
                        f"The first is on line {first}; remove one of them",
                    ),
                )
            else:
                entries[key.text] = (key, value)
        return MapNode(_place(start), tuple(entries.values()))

    def _refuse(self, event: yaml.Event, problem: Label, mend: Label | None = None) -> NoReturn:
        self.issues.add(_place(event), problem, mend)
        raise _UnreadableError


def _place(event: yaml.Event) -> Place:
    assert event.start_mark is not None
    return (event.start_mark.line + 1, event.start_mark.column + 1)


def _place_of_index(text: str, index: int) -> Place:
    before = text[:index]
    return (before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _places(node: ScalarNode) -> list[Place]:
    """The place of each character of the text, and of its end.

    The written form is walked beside the text: a doubled quote or an escape stands for one
    character, and a run of blanks and line ends for one blank of a folded text.
    """
    places: list[Place] = []
    line, column = node.place
    raw, at = node.raw, 0

    def step(count: int) -> None:
        nonlocal line, column, at
        for character in raw[at : at + count]:
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        at += count

    quote = raw[:1] if raw[:1] in ("'", '"') else ""
    if quote:
        step(1)
    elif raw[:1] in ("|", ">"):
        step(len(raw.split("\n", 1)[0]) + 1)
    for character in node.text:
        if not character.isspace():
            while at < len(raw) and raw[at].isspace():
                step(1)
        places.append((line, column))
        if quote == "'" and raw[at : at + 2] == "''":
            step(2)
        elif quote == '"' and raw[at : at + 1] == "\\":
            step({"x": 4, "u": 6, "U": 10}.get(raw[at + 1 : at + 2], 2))
        elif not character.isspace() or raw[at : at + 1].isspace():
            step(1)
    return [*places, (line, column)]
