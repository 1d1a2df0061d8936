"""A company small enough to check by hand, and a way to speak the command line to its workspace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from boji.cli import main

TABLES = {
    # A and B are anchors, O operates, X falls under no rule, L has left before March, N joins in May.
    "people": """
        person_id,name,role,tier,team,base_pay,starts_on,ends_on
        A,安安,anchor,mid,one,,2026-01-01,
        B,贝贝,anchor,head,one,,2026-01-01,
        O,欧欧,operations,,one,,2026-01-01,
        X,小夏,planner,,two,,2026-01-01,
        L,老李,anchor,mid,one,,2026-01-01,2026-02-01
        N,妮妮,anchor,mid,one,,2026-05-01,
    """,
    "sessions": """
        session_id,platform,room_id,title,kind,started_at,ended_at,viewers
        F1,douyin,R1,,normal,2026-02-05 20:00:00,2026-02-05 22:00:00,100
        S1,douyin,R1,,normal,2026-03-05 20:00:00,2026-03-05 22:00:00,101
        S2,douyin,R1,春季专场,brand_day,2026-03-08 20:00:00,2026-03-08 21:30:00,300
        S3,douyin,R1,,normal,2026-03-20 20:00:00,2026-03-20 21:00:00,50
        P1,douyin,R1,,normal,2026-04-05 20:00:00,2026-04-05 22:00:00,100
    """,
    "shifts": """
        session_id,person_id,role,starts_at,ends_at
        F1,A,anchor,2026-02-05 20:00:00,2026-02-05 22:00:00
        S1,A,anchor,2026-03-05 20:00:00,2026-03-05 21:00:00
        S1,B,anchor,2026-03-05 21:00:00,2026-03-05 22:00:00
        S2,A,anchor,2026-03-08 20:00:00,2026-03-08 21:00:00
        S2,B,anchor,2026-03-08 21:00:00,2026-03-08 21:30:00
        S2,O,operations,2026-03-08 20:00:00,2026-03-08 21:30:00
        S3,A,anchor,2026-03-20 20:00:00,2026-03-20 21:00:00
        P1,A,anchor,2026-04-05 20:00:00,2026-04-05 22:00:00
    """,
    # 21:00:00 sharp is the hand-over second of S1: B's. P2 has a margin of 10%.
    "order_lines": """
        line_id,order_id,platform,session_id,person_id,product_id,paid_at,paid_amount,product_cost,channel
        f1,f1,douyin,F1,A,P1,2026-02-05 20:10:00,1500.00,500.00,live
        s1,s1,douyin,S1,A,P1,2026-03-05 20:10:00,1200.00,500.00,live
        s2,s2,douyin,S1,A,P2,2026-03-05 20:20:00,300.01,270.00,live
        s3,s3,douyin,S1,B,P1,2026-03-05 21:00:00,900.00,300.00,live
        s4,s4,douyin,S1,B,P1,2026-03-05 22:00:00,50.00,10.00,live
        s5,s5,douyin,S2,A,P1,2026-03-08 20:10:00,1000.00,400.00,live
        s6,s6,douyin,S3,A,P1,2026-03-20 20:10:00,1000.00,400.00,live
        s7,s7,douyin,S3,A,P1,2026-03-20 20:20:00,77.00,30.00,shop
        p1,p1,douyin,P1,A,P1,2026-04-05 20:10:00,1500.00,500.00,live
    """,
    "refunds": """
        refund_id,line_id,refunded_at,amount
        r1,s1,2026-03-09 10:00:00,100.00
    """,
}

PLAN = """\
plan: small
title: {zh: 小公司方案, en: Small company}
effective: {from: 2026-01-01}
currency: CNY
timezone: Asia/Shanghai
credit: {order_lines: on_air, sessions: share_of_minutes}
scorecards:
  anchor:
    label: {zh: 主播考核, en: Anchors}
    for: role == "anchor"
    dimensions:
      - label: {zh: 业绩, en: Results}
        items:
          - {metric: gmv, weight: 60%, target: 1000, score: attainment, cap: 120}
          - {metric: gross_margin, weight: 40%, target: 50%, score: attainment, cap: 100}
    missing: block
grades:
  - {name: top, label: {zh: 优, en: top}, from: 90}
  - {name: low, label: {zh: 差, en: low}, from: 0}
commission:
  seller:
    label: {zh: 主播提成, en: Seller}
    for: role == "anchor" and tier == "mid"
    base_pay: 3000
    base: gmv
    rate: {tiers: [[1000, 1%], [2000, 2%], [above, 3%]], applies_to: each_band, boundary: upper}
    points:
      - {label: {zh: 低退货, en: Few returns}, when: return_rate < 5%, add: 0.5%}
  star:
    label: {zh: 头部提成, en: Star}
    for: role == "anchor" and tier == "head"
    base: effective_gmv
    rate: {tiers: [[800, 1%], [above, 2%]], applies_to: whole, boundary: upper}
    guarantee: {amount: 40, first_months: 12}
    draw: {amount: 60}
pools:
  brand:
    label: {zh: 专场, en: Brand day}
    for: session.kind == "brand_day"
    base: gmv
    rate: 10%
    split: {anchor: 60%, operations: 30%, planner: 10%}
    within: minutes
campaigns:
  - label: {zh: 三月大促, en: March sale}
    from: 2026-03-20
    to: 2026-03-25
    change: {seller.rate.tiers.above: 5%}
gates:
  - {label: {zh: 低毛利, en: Low margin}, per: product, when: gross_margin < 20%, times: 50%}
  - {label: {zh: 高退货, en: Many returns}, per: person, when: return_rate > 50%, times: 50%}
limits:
  commission_cap: {amount: 90, per: month}
outcomes:
  - name: praise
    label: {zh: 表扬, en: Praise}
    each: month
    streak: {grade: top, months: 3}
    set: {tier: head}
examples:
  - {name: 一档, scheme: seller, given: {gmv: 1000, return_rate: 10%}, expect: {commission: 10}}
"""


@dataclass(frozen=True)
class Company:
    """A workspace and its command line."""

    path: Path

    def boji(self, *words: str, language: str = "zh") -> Result:
        """The result of `boji …`; whatever happens, no fault of the program may end a command."""
        # The database of the site's tests is not this company's.
        environment = {"BOJI_WORKSPACE": str(self.path), "BOJI_LANGUAGE": language, "BOJI_DATABASE_URL": None}
        result = CliRunner().invoke(main, list(words), env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def done(self, *words: str, language: str = "zh") -> str:
        """What a command that must succeed says."""
        result = self.boji(*words, language=language)
        assert result.exit_code == 0, result.output
        return result.stdout

    def figures(self, *words: str, language: str = "zh") -> Any:
        """What a command prints with --json."""
        return json.loads(self.done(*words, "--json", language=language))


def write_tables(folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TABLES.items():
        rows = "\n".join(line.strip() for line in text.strip().splitlines())
        (folder / f"{name}.csv").write_text(rows + "\n", encoding="utf-8")
    return sorted(str(path) for path in folder.glob("*.csv"))


def small_company(folder: Path) -> Company:
    """The company with its facts imported and its plan published, nothing run."""
    company = Company(folder / "workspace")
    company.done("init")
    company.done("import", *write_tables(folder / "files"))
    plan = folder / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    company.done("plan", "publish", str(plan), "--reason", "开张")
    return company
