"""Where orders are sent: the cells about people, which platforms encrypt.

Owns what is of no consequence for pay, but stands in every export of orders.
"""

from __future__ import annotations

from dataclasses import dataclass

from examples.beauty.exports.files import mixed

_PROVINCES = ("浙江省", "广东省", "江苏省", "四川省", "山东省", "河南省", "湖北省")


@dataclass(frozen=True)
class Parcel:
    """Encrypted cells begin with ## or $$."""

    name: str
    phone: str
    address: str
    province: str


def parcel(order_id: str) -> Parcel:
    figure = mixed(order_id)
    province = _PROVINCES[figure % len(_PROVINCES)]
    return Parcel(
        f"##{figure & 0xFFFFFF:06x}", f"$${figure >> 8:06x}", f"##{figure ^ 0x3C3C3C3C:08x}", province
    )
