"""Pay explained: the statement's total, its lines, and for each line base, tier, points and gates."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from boji.engine.compile.commission import rate_in
from boji.engine.explain.condition import figures_behind, shortfalls
from boji.engine.explain.facts import order_line_nodes
from boji.engine.explain.metric import metric_node
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.plan.formula import MetricName, walk
from boji.engine.plan.model import Gate, Scheme
from boji.engine.plan.phrases import formula_words
from boji.engine.rates import Ladder, Rate, TierTable
from boji.engine.results.statement import bits, line_label, line_rate
from boji.engine.results.texts import (
    money_text,
    money_words,
    number_text,
    percent_words,
    rate_text,
)


def pay_node(reader: Reader, kinds: tuple[str, ...] | None = None, figure: str = "pay") -> Node:
    """The total of the statement, or of the lines of some kinds, with every line."""
    lines = [line for line in reader.lines if kinds is None or line["kind"] in kinds]
    total = sum(line["amount"] for line in lines)
    label = {
        "pay": ("应发", "Pay"),
        "commission": ("提成", "Commission"),
        "base_pay": ("底薪", "Base pay"),
    }[figure]
    text = reader.say(
        "{name} {period} {label} {total},共 {count} 行",
        "{name}, {period}: {label} {total}, {count} lines",
        name=reader.name,
        period=reader.run.period.label,
        label=reader.say(*label),
        total=money_words(total),
        count=len(lines),
    )
    if not lines:
        text += reader.say(
            ":这个月没有适用的方案、底薪或奖金池",
            ": no scheme, base pay or pool applied in this month",
        )
    return Node(figure, money_text(total), text, tuple(line_node(reader, line) for line in lines))


def line_node(reader: Reader, line: dict[str, Any]) -> Node:
    """One line of the statement."""
    label, amount = line_label(reader.run, line, reader.language), money_words(line["amount"])
    parts: tuple[Node, ...] = ()
    match line["kind"]:
        case "commission":
            segment = reader.segments[line["scheme"], line["unit"], line["campaigns"], line["gates"]]
            text = _times(label, line, amount)
            parts = _segment_parts(reader, segment)
        case "true_up":
            text = f"{label} {amount}"
            parts = _true_up_parts(reader, line)
        case "pool":
            text = f"{label} {amount}"
            parts = _pool_parts(reader, line)
        case "base_pay":
            text = _base_pay_text(reader, label, line, amount)
        case "cap":
            cap = reader.plan.commission_cap_fen or 0
            text = reader.say(
                "{label} {amount}:提成合计 {total},每月最多 {cap}",
                "{label} {amount}: commission comes to {total}, at most {cap} a month",
                label=label, amount=amount, total=money_words(line["base_fen"]), cap=money_words(cap),
            )  # fmt: skip
        case "guarantee":
            text = reader.say(
                "{label} {amount}:本方案提成 {earned},补足到保底",
                "{label} {amount}: the scheme earned {earned}, lifted to the guarantee",
                label=label, amount=amount, earned=money_words(line["base_fen"]),
            )  # fmt: skip
        case _:
            text = reader.say(
                "{label} {amount}:本方案提成 {earned},预支标准 {draw}",
                "{label} {amount}: the scheme earned {earned}, draw up to {draw}",
                label=label, amount=amount, earned=money_words(line["base_fen"]),
                draw=money_words(reader.plan.schemes[line["scheme"] - 1].draw_fen or 0),
            )  # fmt: skip
    return Node(f"line {line['line']}", money_text(line["amount"]), text, parts)


def _times(label: str, line: dict[str, Any], amount: str) -> str:
    return f"{label}:{money_words(line['base_fen'])} × {percent_words(line_rate(line), 6)} = {amount}"


def _base_pay_text(reader: Reader, label: str, line: dict[str, Any], amount: str) -> str:
    days, whole = int(line["rate_num"]), int(line["rate_den"])
    if days == whole:
        return f"{label} {amount}"
    return reader.say(
        "{label}:每月 {monthly} × {days} 天 / {whole} 天 = {amount}",
        "{label}: {monthly} a month × {days} days / {whole} days = {amount}",
        label=label, monthly=money_words(line["base_fen"]), days=days, whole=whole, amount=amount,
    )  # fmt: skip


def _segment_parts(reader: Reader, segment: dict[str, Any]) -> tuple[Node, ...]:
    scheme = reader.plan.schemes[segment["scheme"] - 1]
    month = reader.scheme_months[segment["scheme"], segment["unit"]]
    parts = [_base_node(reader, scheme, segment, month)]
    parts += [_tier_node(reader, scheme, segment, month, which="finder")]
    parts += _point_nodes(reader, scheme, month)
    parts += _gate_nodes(reader, segment, month)
    return tuple(parts)


def _base_node(reader: Reader, scheme: Scheme, segment: dict[str, Any], month: dict[str, Any]) -> Node:
    """The base of this line, the figure it is a part of, and the order lines in it."""
    factor = reader.run.compiled.commission.base_factor(scheme) if reader.run.compiled.commission else 1
    whole = int(month["base"]) * factor
    text = reader.say(
        "基数:{formula} {base}",
        "Base: {formula} {base}",
        formula=formula_words(scheme.base, reader.plan, reader.language),
        base=money_words(segment["base_fen"]),
    )
    if segment["base_fen"] != whole * 100:
        text += reader.say(
            ",整月 {whole} 中的这一段", ", this part of the month's {whole}",
            whole=money_words(int(whole * 100)),
        )  # fmt: skip
    parts = [
        metric_node(reader, name, segment["unit"], month["team"] if of_team else None)
        for name, of_team in dict.fromkeys(
            (part.name, part.of_team) for part in walk(scheme.base) if isinstance(part, MetricName)
        )
    ]
    if len(parts) == 1 and parts[0].value is not None and (rest := Fraction(parts[0].value) - whole):
        text += reader.say(
            ";另有 {rest} 不在本方案的基数里(奖金池场次,或属于其他方案的日子)",
            "; {rest} lies outside this scheme's base (pooled sessions, or days under another scheme)",
            rest=money_words(_fen(rest)),
        )
    if whole < 0:
        text += reader.say(";整月基数为负,本月不计提成", "; the month's base is below zero and pays nothing")
    lines = order_line_nodes(reader, period=segment["unit"], segment=_segment_filter(reader, segment))
    return Node("base", money_text(segment["base_fen"]), text, (*lines, *parts))


def _segment_filter(reader: Reader, segment: dict[str, Any]) -> str:
    """The order lines of a segment: not pooled, of its campaigns, of products with its gates."""
    tests = ["NOT f.pooled"] if reader.plan.pools else []
    if any(gate.per_product for gate in reader.plan.gates):
        tests.append(
            f"""coalesce((SELECT max(g.gates) FROM main.product_gates AS g WHERE g.person_id = s.person_id
              AND g.unit = s.unit AND g.product_id = f.product_id), 0) = {int(segment["gates"])}"""
        )
    return " AND ".join(tests) or "TRUE"


def _tier_node(
    reader: Reader, scheme: Scheme, segment: dict[str, Any], month: dict[str, Any], *, which: str
) -> Node:
    """Which tier or row was found, from what, and what the next one needs."""
    rate = rate_in(reader.plan, scheme, int(segment["campaigns"]))
    rate_column = "tier_rate" if which == "finder" else "final_rate"
    found = Fraction(int(segment[f"{rate_column}_num"]), int(segment[f"{rate_column}_den"]))
    factor = (
        reader.run.compiled.commission.base_factor(scheme) if reader.run.compiled.commission else Fraction(1)
    )
    value = factor * Fraction(int(month[f"{which}_sum"]), int(month[f"{which}_months"]))
    tier = int(month["tier" if which == "finder" else "final_tier"])
    words = percent_words(found, 6)
    if campaigns := list(bits(int(segment["campaigns"]))):
        names = ", ".join(reader.plan.campaigns[place].label.text(reader.language) for place in campaigns)
        words += reader.say("({names}期间)", " (during {names})", names=names)
    text = _tier_text(reader, scheme, rate, value, tier, words)
    parts: tuple[Node, ...] = ()
    if isinstance(rate, Ladder):
        parts = _ladder_parts(reader, rate, month, tier)
    elif isinstance(rate, TierTable) and rate.each_band:
        parts = _band_parts(reader, rate, value)
    return Node("rate", rate_text(found), text, parts)


def _tier_text(reader: Reader, scheme: Scheme, rate: Rate, value: Fraction, tier: int, words: str) -> str:
    if isinstance(rate, TierTable):
        by = (
            reader.say("季度月均", "mean month of the quarter")
            if scheme.quarter_mean
            else reader.say("整月基数", "the month's base")
        )
        text = reader.say(
            "提成比例 {words}:{by} {value},{place}",
            "Rate {words}: {by} {value}, {place}",
            words=words, by=by, value=money_words(_fen(value)), place=_tier_place(reader, rate, tier),
        )  # fmt: skip
        return text + _next_tier(reader, rate, value, tier)
    if isinstance(rate, Ladder):
        if tier == 0:
            return reader.say(
                "提成比例 {words}:没有达到任何一档", "Rate {words}: no row of the ladder is met", words=words
            )
        return reader.say(
            "提成比例 {words}:达到第 {tier} 档", "Rate {words}: row {tier} of the ladder is met",
            words=words, tier=tier,
        )  # fmt: skip
    return reader.say("提成比例 {words}(固定)", "Rate {words} (fixed)", words=words)


def _fen(yuan: Fraction) -> int:
    return int(Fraction(number_text(yuan * 100, 0)))


def _tier_place(reader: Reader, table: TierTable, tier: int) -> str:
    if table.each_band:
        return reader.say("每一段按各自的比例", "each band at its own rate")
    start = table.tiers[tier - 2].end_text if tier > 1 else "0"
    end = table.tiers[tier - 1].end
    if end is None:
        return reader.say("在 {start} 以上一档", "in the tier above {start}", start=start)
    return reader.say(
        "在 {start} 到 {end} 档", "in the tier {start} to {end}",
        start=start, end=table.tiers[tier - 1].end_text,
    )  # fmt: skip


def _next_tier(reader: Reader, table: TierTable, value: Fraction, tier: int) -> str:
    """What is missing to the next tier; a tier that owns its end needs a fen more than the end."""
    end = table.tiers[tier - 1].end
    if table.each_band or end is None:
        return ""
    missing = _fen(end - value) + (1 if table.upper_boundary else 0)
    return reader.say(
        ";再多 {missing} 进入 {rate} 档", "; {missing} more reaches {rate}",
        missing=money_words(missing), rate=percent_words(table.tiers[tier].rate, 6),
    )  # fmt: skip


def _band_parts(reader: Reader, table: TierTable, value: Fraction) -> tuple[Node, ...]:
    """How much of the value lies in each band that it reaches."""
    nodes = []
    start = Fraction(0)
    for tier in table.tiers:
        end = value if tier.end is None else min(value, tier.end)
        if end <= start:
            break
        text = reader.say(
            "{part} × {rate}({end} 这一段)",
            "{part} × {rate} (band up to {end})",
            part=money_words(_fen(end - start)),
            rate=percent_words(tier.rate, 6),
            end=tier.end_text,
        )
        nodes.append(Node("band", number_text(end - start), text))
        start = end
    return tuple(nodes)


def _ladder_parts(reader: Reader, ladder: Ladder, month: dict[str, Any], tier: int) -> tuple[Node, ...]:
    """The row that was met, and for the row above it (or the last) what was missing."""
    nodes = []
    for number, row in enumerate(ladder.rows, 1):
        if number != tier and number != (tier - 1 if tier else len(ladder.rows)):
            continue
        held = number == tier
        missed = [] if held else shortfalls(reader, row.when, month["unit"], month["team"])
        text = reader.say(
            "第 {number} 档 {rate}:{when} —— {state}",
            "Row {number}, {rate}: {when}: {state}",
            number=number,
            rate=percent_words(row.rate, 6),
            when=formula_words(row.when, reader.plan, reader.language),
            state=reader.say("达到", "met") if held else "; ".join(missed) or reader.say("未达到", "missed"),
        )
        parts = figures_behind(reader, row.when, month["unit"], month["team"]) if held or not tier else ()
        nodes.append(Node(f"row {number}", rate_text(row.rate), text, parts))
    return tuple(nodes)


def _point_nodes(reader: Reader, scheme: Scheme, month: dict[str, Any]) -> list[Node]:
    nodes = []
    held = set(bits(int(month["points"])))
    for place, point in enumerate(scheme.points):
        when = formula_words(point.when, reader.plan, reader.language)
        missed = shortfalls(reader, point.when, month["unit"], month["team"])
        points = number_text(point.add * 100, 4)
        text = reader.say(
            "{label} +{points} 个点:{when},{state}",
            "{label} +{points} points: {when}, {state}",
            label=point.label.text(reader.language),
            points=points,
            when=when,
            state=reader.say("已得", "earned")
            if place in held
            else reader.say("未得", "not earned") + (f"({'; '.join(missed)})" if missed else ""),
        )
        value = rate_text(point.add) if place in held else "0"
        nodes.append(
            Node(
                f"point {place + 1}",
                value,
                text,
                figures_behind(reader, point.when, month["unit"], month["team"]),
            )
        )
    return nodes


def _gate_nodes(reader: Reader, segment: dict[str, Any], month: dict[str, Any]) -> list[Node]:
    """The gates that hold for this line; person gates that do not hold are said too."""
    nodes = []
    on_products, on_person = set(bits(int(segment["gates"]))), set(bits(int(month["person_gates"])))
    for place, gate in enumerate(reader.plan.gates):
        if gate.per_product:
            if place in on_products:
                nodes.append(_gate_node(reader, gate, month, held=True))
        else:
            nodes.append(_gate_node(reader, gate, month, held=place in on_person))
    return nodes


def _gate_node(reader: Reader, gate: Gate, month: dict[str, Any], *, held: bool) -> Node:
    text = reader.say(
        "{label}:{when},{state}",
        "{label}: {when}, {state}",
        label=gate.label.text(reader.language),
        when=formula_words(gate.when, reader.plan, reader.language),
        state=reader.say("比例 × {times}", "rate × {times}", times=percent_words(gate.times, 6))
        if held
        else reader.say("没有触发", "does not hold"),
    )
    parts: tuple[Node, ...] = ()
    if gate.per_product:
        parts = _product_nodes(reader, gate, month)
    else:
        parts = figures_behind(reader, gate.when, month["unit"], month["team"])
    return Node("gate", rate_text(gate.times) if held else "1", text, parts)


def _product_nodes(reader: Reader, gate: Gate, month: dict[str, Any]) -> tuple[Node, ...]:
    """The products for which the gate holds, with the figure that made it hold."""
    number = reader.plan.gates.index(gate)
    names = list(dict.fromkeys(p.name for p in walk(gate.when) if isinstance(p, MetricName)))
    figures = reader.run.compiled.product_figures
    nodes = []
    for row in reader.rows("product_gates", "product_id"):
        if row["unit"] != month["unit"] or int(row["gates"]) >> number & 1 == 0:
            continue
        said = ", ".join(
            f"{reader.plan.metrics[name].label.text(reader.language)}"
            f" {reader.metric_words(reader.plan.metrics[name], reader.value(figures[name], row))}"
            for name in names
        )
        text = reader.say(
            "商品 {product}:{said}", "Product {product}: {said}", product=row["product_id"], said=said
        )
        nodes.append(Node("product", row["product_id"], text))
    return tuple(nodes)


def _true_up_parts(reader: Reader, line: dict[str, Any]) -> tuple[Node, ...]:
    scheme = reader.plan.schemes[line["scheme"] - 1]
    month = reader.scheme_months[line["scheme"], line["unit"]]
    parts = []
    for segment in reader.segments.values():
        if (segment["scheme"], segment["unit"]) != (line["scheme"], line["unit"]):
            continue
        final = Fraction(int(segment["final_rate_num"]), int(segment["final_rate_den"]))
        paid = Fraction(int(segment["rate_num"]), int(segment["rate_den"]))
        text = reader.say(
            "{base}:最终 {final} = {new},已按 {paid} 计 {old}",
            "{base}: finally {final} = {new}, paid at {paid} = {old}",
            base=money_words(segment["base_fen"]),
            final=percent_words(final, 6),
            new=money_words(segment["final_amount"]),
            paid=percent_words(paid, 6),
            old=money_words(segment["amount"]),
        )
        node = _tier_node(reader, scheme, segment, month, which="final")
        parts.append(Node("segment", money_text(segment["final_amount"] - segment["amount"]), text, (node,)))
    return tuple(parts)


def _pool_parts(reader: Reader, line: dict[str, Any]) -> tuple[Node, ...]:
    """The session's base, the pool, the role's share and the person's part of it."""
    pool = reader.plan.pools[line["scheme"] - 1]
    session = line["session_id"]
    whole = reader.run.rows("SELECT * FROM pools WHERE session_id = ?", session)[0]
    roles = reader.run.rows("SELECT * FROM pool_roles WHERE session_id = ? ORDER BY role_place", session)
    place = line["place"] - 10
    role, share = pool.split[place]
    in_role = roles[place]
    texts = [
        (
            "base",
            whole["base_fen"],
            reader.say(
                "场次 {session} 的{formula} {base}", "{formula} of session {session}: {base}",
                session=session, formula=formula_words(pool.base, reader.plan, reader.language),
                base=money_words(whole["base_fen"]),
            ),
        ),
        (
            "pool",
            whole["amount"],
            reader.say(
                "奖金池:{base} × {rate} = {amount}", "Pool: {base} × {rate} = {amount}",
                base=money_words(whole["base_fen"]), rate=percent_words(pool.rate, 6),
                amount=money_words(whole["amount"]),
            ),
        ),
        (
            "role",
            in_role["amount"],
            reader.say(
                "{role} 占 {share} = {amount},{people} 人分", "{role} takes {share} = {amount}, {people} people",
                role=role, share=percent_words(share), amount=money_words(in_role["amount"]),
                people=in_role["people"],
            ),
        ),
    ]  # fmt: skip
    return tuple(Node(figure, money_text(fen), text) for figure, fen, text in texts)
