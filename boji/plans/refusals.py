"""What is said when a step on a plan is refused. Owns the reasons and their words."""

from __future__ import annotations

_WORDS = {
    "closed": (
        "这份草稿{state}，不能再改。可以以它为基础另起一份",
        "This draft is {state} and changes no more; begin another one from it",
    ),
    "name": ("请给草稿起个名字", "Give the draft a name"),
    "long": (
        "方案最多 {most} 个字符，这里有 {count} 个",
        "A plan has {most} characters at most; this has {count}",
    ),
    "reason": (
        "请写明为什么发布：相关的人都会看到",
        "Say why it is published: everybody concerned reads it",
    ),
    "errors": (
        "方案还有 {count} 处错误，改正后才能发布",
        "The plan has {count} errors; mend them before it is published",
    ),
    "examples": (
        "算例与方案不符：{names}。改正后才能发布",
        "Worked examples do not hold: {names}. Mend them before it is published",
    ),
    "own": (
        "这份草稿有您写的内容，要由另一个人发布：{others}",
        "You wrote part of this draft; somebody else must publish it: {others}",
    ),
    "moved": (
        "您查看之后，{who} 又改了这份草稿。请重新看过再发布",
        "{who} changed the draft after you looked at it. Look at it again before you publish it",
    ),
    "same": (
        "这份草稿与已发布的第 {number} 版完全相同，没有可发布的内容",
        "The draft is the same as version {number}; there is nothing to publish",
    ),
}


class PlanStepRefused(Exception):
    """A step on a plan that is not taken; `reason` is a key of the words, `parts` what they name."""

    def __init__(self, reason: str, **parts: object) -> None:
        super().__init__(reason)
        self.reason, self.parts = reason, parts

    def text(self, language: str) -> str:
        words = _WORDS[self.reason][0 if language == "zh" else 1]
        return words.format(**{name: _said(part, language) for name, part in self.parts.items()})


def _said(part: object, language: str) -> str:
    """A pair of texts in the reader's language, numbers with thousands, anything else as it is."""
    if isinstance(part, tuple):
        return str(part[0 if language == "zh" else 1])
    return f"{part:,}" if isinstance(part, int) else str(part)


class Overtaken(Exception):
    """Somebody saved the draft since it was opened: nothing was written, both texts are there."""

    def __init__(self, by: str, revision: int) -> None:
        super().__init__(f"{by}: {revision}")
        self.by, self.revision = by, revision
