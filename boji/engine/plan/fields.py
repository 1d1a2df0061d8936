"""A cursor over one mapping of a plan file, with a reader for each kind of value.

Owns how keys are asked for, and what is noted of keys that are unknown or missing. Readers return
stand-ins for what is wrong (see `boji.engine.plan.reading`); checks that combine values ask `sound`
first and so add no noise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

from boji.engine.plan.formula import Flag, Kind
from boji.engine.plan.issues import listed, nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.names import Use
from boji.engine.plan.reading import NOWHERE, Reading, Written, share
from boji.engine.plan.source import MEND_THOUSANDS, THOUSANDS, ListNode, MapNode, Node, ScalarNode
from boji.engine.plan.values import (
    read_clock,
    read_count,
    read_day,
    read_figure,
    read_money,
    read_plain_number,
)

T = TypeVar("T")

_ZERO = ScalarNode((1, 1), "0", "0")


class Fields:
    """One mapping. Ask for its keys, then call `finish`, which notes keys that nobody asked for."""

    def __init__(self, reading: Reading, node: MapNode) -> None:
        self.reading = reading
        self.node = node
        self._asked: list[str] = []
        self._missing: list[str] = []
        self._before = reading.noted

    @property
    def sound(self) -> bool:
        """Whether nothing wrong was found since this mapping was begun."""
        return self.reading.noted == self._before and not self._missing

    @property
    def line(self) -> int:
        return self.node.place[0]

    def has(self, key: str) -> bool:
        if key not in self._asked:
            self._asked.append(key)
        return self.node.get(key) is not None

    def get(self, key: str) -> Node | None:
        """The value of a key that must be there."""
        if not self.has(key) and key not in self._missing:
            self._missing.append(key)
        return self.node.get(key)

    def wrong(self, key: str, problem: Label, mend: Label | None = None, nearest: str | None = None) -> None:
        """Note an issue at the value of a key, or at the mapping where the key is not there."""
        self.reading.wrong(self.node.get(key) or self.node, problem, mend, nearest)

    def finish(self) -> bool:
        """Note unknown and missing keys; whether the mapping is sound.

        A missing key that an unknown one was probably meant to be is noted once, at the unknown one.
        """
        for name, _ in self.node.entries:
            if name.text in self._asked:
                continue
            nearest = nearest_word(name.text, self._asked)
            if nearest in self._missing:
                self._missing.remove(nearest)
            known = listed(self._asked, 40)
            self.reading.wrong(
                name,
                Label(f"没有键“{name.text}”", f"unknown key “{name.text}”"),
                Label(f"这里可用的键：{known}", f"Keys known here: {known}"),
                nearest,
            )
        for key in self._missing:
            self.reading.wrong(self.node, Label(f"缺少“{key}”", f"“{key}” is missing"), _add_key(key))
        self._missing.clear()
        return self.sound

    # Readers of one value

    def literal(self, key: str, read: Callable[[str], T], stand_in: T) -> T:
        node = self.get(key)
        return stand_in if node is None else self.reading.literal(node, read, stand_in)

    def text(self, key: str) -> str:
        return self.literal(key, str, "")

    def label(self, key: str) -> Label:
        """One string for both languages, or `{zh, en}`."""
        node = self.get(key)
        if isinstance(node, MapNode):
            inner = Fields(self.reading, node)
            label = Label(inner.text("zh"), inner.text("en"))
            inner.finish()
            return label
        text = "" if node is None else self.reading.literal(node, str, "")
        if node is not None and isinstance(node, ScalarNode) and not text:
            self.reading.wrong(node, Label("名称是空的", "the label is empty"))
        return Label(text, text)

    def label_or(self, key: str, otherwise: Label) -> Label:
        return self.label(key) if self.has(key) else otherwise

    def choice(self, key: str, choices: Iterable[str], otherwise: str | None = None) -> str:
        """One of the words; `otherwise` where the key is not there."""
        if otherwise is not None and not self.has(key):
            return otherwise
        node = self.get(key)
        return "" if node is None else self.reading.choice(node, choices)

    def number(self, key: str) -> Fraction:
        return self.literal(key, read_plain_number, Fraction(0))

    def number_or(self, key: str, otherwise: Fraction | None) -> Fraction | None:
        return self.number(key) if self.has(key) else otherwise

    def money_fen(self, key: str) -> int:
        """An amount of money that is not negative, in fen."""
        yuan = self.literal(key, read_money, Fraction(0))
        if yuan < 0:
            self.wrong(key, Label("金额不能小于 0", "the amount cannot be below 0"))
        return int(yuan * 100)

    def ratio(self, key: str) -> Fraction:
        """A share or rate from 0 to 100%."""
        node = self.get(key)
        return Fraction(0) if node is None else share(self.reading, node)

    def ratio_or(self, key: str, otherwise: Fraction | None) -> Fraction | None:
        return self.ratio(key) if self.has(key) else otherwise

    def count(self, key: str) -> int:
        """A whole number of at least 1."""
        number = self.literal(key, read_count, 1)
        if number < 1:
            self.wrong(key, Label("至少是 1", "it must be at least 1"))
        return number

    def day(self, key: str) -> dt.date:
        return self.literal(key, read_day, dt.date(2000, 1, 1))

    def clock(self, key: str) -> int:
        return self.literal(key, read_clock, 0)

    def figure(self, key: str, kind: Kind | None) -> Fraction:
        """A reference value of a metric of this kind."""
        return self.literal(key, lambda text: read_figure(text, kind), Fraction(1))

    def formula(self, key: str, use: Use, kind: Kind | None = Kind.FLAG) -> Written:
        node = self.get(key)
        if node is None:
            return Written(Flag(True, NOWHERE), "")
        return self.reading.formula(node, use, kind)

    # Readers of collections

    def fields(self, key: str) -> Fields | None:
        """The mapping under a key; None where it is missing or no mapping, which is noted."""
        node = self.get(key)
        return None if node is None else fields_of(self.reading, node)

    def entries(self, key: str) -> list[tuple[ScalarNode, Node]]:
        """The names and values of a mapping whose keys the plan chooses."""
        node = self.get(key)
        if node is None:
            return []
        if isinstance(node, MapNode):
            return list(node.entries)
        self.reading.wrong(node, Label("这里要“名称: 内容”", "“name: content” is wanted here"))
        return []

    def items(self, key: str) -> Sequence[Node]:
        """The values of a list that is not empty."""
        node = self.get(key)
        if node is None:
            return ()
        if isinstance(node, ListNode) and node.items:
            return node.items
        self.reading.wrong(
            node,
            Label("这里要一个列表", "a list is wanted here"),
            Label("写成 [a, b] 或每行以 - 开头", "Write [a, b], or lines that begin with -"),
        )
        return ()

    def rows(self, key: str) -> list[Fields]:
        """The mappings of a list."""
        return [row for node in self.items(key) if (row := fields_of(self.reading, node)) is not None]

    def pairs(self, key: str) -> list[tuple[Node, Node]]:
        """The `[a, b]` of a list."""
        return [pair for node in self.items(key) if (pair := self._pair(node)) is not None]

    def pair(self, key: str) -> tuple[Node, Node]:
        """The `[a, b]` of a key."""
        node = self.get(key)
        return (node is not None and self._pair(node)) or (_ZERO, _ZERO)

    def _pair(self, node: Node) -> tuple[Node, Node] | None:
        if isinstance(node, ListNode) and len(node.items) == 2:
            return (node.items[0], node.items[1])
        mend = None
        if isinstance(node, ListNode) and any(
            isinstance(item, ScalarNode) and THOUSANDS.fullmatch(item.text) for item in node.items
        ):
            mend = MEND_THOUSANDS
        self.reading.wrong(node, Label("这里要两个值 [a, b]", "two values are wanted here: [a, b]"), mend)
        return None


def fields_of(reading: Reading, node: Node) -> Fields | None:
    """A cursor over a node that must be a mapping."""
    if isinstance(node, MapNode):
        return Fields(reading, node)
    reading.wrong(
        node,
        Label("这里要若干“键: 值”", "“key: value” pairs are wanted here"),
        Label("写成 {a: 1, b: 2} 或每行一个", "Write {a: 1, b: 2}, or one pair a line"),
    )
    return None


def _add_key(key: str) -> Label:
    return Label(f"加上 {key}: …", f"Add {key}: …")
