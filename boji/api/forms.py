"""Forms that several calls share: how money, rates, days and times are written, and run facts."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Schema
from pydantic import ConfigDict, Field

Money = Annotated[
    str, Field(pattern=r"^-?\d+\.\d{2}$", description="Yuan with two decimals.", examples=["9000.00"])
]
Exact = Annotated[
    str, Field(pattern=r"^-?\d+(\.\d+)?$", description="An exact decimal; 5% is 0.05.", examples=["0.05"])
]
Score = Annotated[str, Field(pattern=r"^-?\d+\.\d{4}$", examples=["83.8415"])]
Day = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2026-10-10"])]
Moment = Annotated[
    str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-10-08T02:00:00+00:00"])
]
Anything = dict[str, Any]

Month = Annotated[str, Path(..., description="A month, as 2026-09.", example="2026-09")]
PeriodLabel = Annotated[
    str, Path(..., description="A month or quarter: 2026-09, 2026-Q3.", example="2026-09")
]
PersonId = Annotated[str, Path(..., description="Whose.", example="A01")]
Number = Annotated[int, Path(..., ge=1, le=2**31 - 1)]


class Form(Schema):
    """An answer has exactly what its form says."""

    model_config = ConfigDict(extra="forbid")


class RunFacts(Form):
    """What a figure comes from: the plan, the facts, and the version of the engine."""

    plan: str | None
    plan_hash: str | None
    snapshot: str | None
    engine: str | None
