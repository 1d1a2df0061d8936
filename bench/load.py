"""Visitors of the site, in a process of their own: `python -m bench.load` reads a job as JSON, prints times.

Owns how people behave: each looks at a page, thinks for one to three seconds, looks at the next. A visitor
opens the own statement, then moves sliders of "what would I earn if" where the site has it; of several pages,
with spaces between their addresses, one by chance.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

THINKING = (1.0, 3.0)
SLIDER = re.compile(r"<input[^>]*type=\"range\"[^>]*>")
ATTRIBUTE = re.compile(r"(name|min|max)=\"([^\"]*)\"")
SLIDERS_PER_PAGE = 2


@dataclass
class Visitor:
    """One person in front of a screen; `seconds` holds the times of answers, by what was asked."""

    client: httpx.AsyncClient
    addresses: dict[str, str]
    chance: random.Random
    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: int = 0

    async def stay(self, until: float) -> None:
        await asyncio.sleep(self.chance.uniform(0, THINKING[1]))
        sliders = await self._sliders()
        while time.monotonic() < until:
            await self._open("page", self.chance.choice(self.addresses["page"].split()))
            for _ in range(SLIDERS_PER_PAGE if sliders else 0):
                await self._think()
                name, low, high = self.chance.choice(sliders)
                value = round(low + (high - low) * self.chance.random(), 2)
                address = f"{self.addresses['what_if']}?part=answer&{name}={value}"
                await self._open("slider", address, {"HX-Request": "true"})
            await self._think()

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(*THINKING))

    async def _sliders(self) -> list[tuple[str, float, float]]:
        if "what_if" not in self.addresses:
            return []
        text = (await self.client.get(self.addresses["what_if"])).text
        found = [dict(ATTRIBUTE.findall(one)) for one in SLIDER.findall(text)]
        return [(one["name"], float(one["min"]), float(one["max"])) for one in found if len(one) == 3]

    async def _open(self, kind: str, address: str, headers: dict[str, str] | None = None) -> None:
        begun = time.perf_counter()
        try:
            answer = await self.client.get(address, headers=headers)
        except httpx.HTTPError:
            self.failures += 1
            return
        self.seconds.setdefault(kind, []).append(time.perf_counter() - begun)
        self.failures += answer.status_code != 200


async def visit(job: dict[str, Any]) -> dict[str, Any]:
    """All visitors at once for some seconds; the first tenth warms up and is not counted."""
    seconds = float(job["seconds"])
    limits = httpx.Limits(max_connections=None)
    clients = [
        httpx.AsyncClient(
            base_url=job["address"], cookies={"sessionid": one["cookie"]}, timeout=60, limits=limits
        )
        for one in job["visitors"]
    ]
    visitors = [
        Visitor(client, one["addresses"], random.Random(number))
        for number, (client, one) in enumerate(zip(clients, job["visitors"], strict=True))
    ]
    await asyncio.gather(*(one.stay(time.monotonic() + seconds / 10) for one in visitors))
    for one in visitors:
        one.seconds.clear()
    begun = time.monotonic()
    await asyncio.gather(*(one.stay(begun + seconds) for one in visitors))
    took = time.monotonic() - begun
    await asyncio.gather(*(client.aclose() for client in clients))
    kinds = sorted({kind for one in visitors for kind in one.seconds})
    return {
        "took": took,
        "failures": sum(one.failures for one in visitors),
        "seconds": {kind: [t for one in visitors for t in one.seconds.get(kind, [])] for kind in kinds},
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(visit(json.load(sys.stdin)))))
