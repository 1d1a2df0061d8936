"""Reading of `campaigns`, and the rate of a scheme under them. Owns the paths of `change`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boji.engine.plan.fields import Fields
from boji.engine.plan.issues import listed, nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.model import Campaign, RateChange, Scheme
from boji.engine.plan.reading import Reading, share
from boji.engine.plan.source import Node, ScalarNode
from boji.engine.rates import Rate


def rate_under(scheme: Scheme, campaigns: Iterable[Campaign]) -> Rate:
    """The scheme's rate with the changes of these campaigns made, in the order given."""
    rate = scheme.rate
    for campaign in campaigns:
        for change in campaign.changes:
            if change.scheme == scheme.name:
                rate = rate.changed(change.part[1:], change.value)
    return rate


def read_campaigns(fields: Fields, schemes: Sequence[Scheme]) -> tuple[Campaign, ...]:
    """All campaigns, in the order of the file, which is the order in which overlapping ones apply."""
    if not fields.has("campaigns"):
        return ()
    return tuple(_read_campaign(row, schemes) for row in fields.rows("campaigns"))


def _read_campaign(fields: Fields, schemes: Sequence[Scheme]) -> Campaign:
    label = fields.label("label")
    first, last = fields.day("from"), fields.day("to")
    if fields.sound and last < first:
        fields.wrong("to", Label("结束日早于开始日", "the last day is before the first"))
    changes = []
    for path, node in fields.entries("change"):
        change = _read_change(fields.reading, path, node, schemes)
        if change is not None:
            changes.append(change)
    if fields.sound and not changes:
        fields.wrong("change", Label("活动没有写变更", "the campaign changes nothing"))
    fields.finish()
    return Campaign(label, first, last, tuple(changes))


def _read_change(
    reading: Reading, path: ScalarNode, node: Node, schemes: Sequence[Scheme]
) -> RateChange | None:
    """`head.rate.tiers.above: 5%`"""
    value = share(reading, node)
    paths = {path_of(scheme, part): (scheme, part) for scheme in schemes for part in scheme.rate.parts()}
    if path.text in paths:
        scheme, part = paths[path.text]
        return RateChange(scheme.name, ("rate", *part), value)
    reading.wrong(
        path,
        Label(f"没有可以变更的“{path.text}”", f"there is no “{path.text}” to change"),
        Label(f"可用的：{listed(paths, 40)}", f"Known: {listed(paths, 40)}"),
        nearest_word(path.text, paths),
    )
    return None


def path_of(scheme: Scheme, part: tuple[str, ...]) -> str:
    return ".".join((scheme.name, "rate", *part))
