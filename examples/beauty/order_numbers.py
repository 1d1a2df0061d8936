"""How platforms number orders and refunds: long digits, each platform in its own way.

Owns the way from a line's key in this example (`D20260904-R90-008-1`: day, room, order of the day, line
of the order; `-X-` where the order came from no session) to the numbers in exports, which can be read
back by eye: `6920260904900000081` is 69, the day, the room, order 8, line 1.
"""

from __future__ import annotations

OUTSIDE_SESSIONS = 500_000  # added to the numbers of orders that came from no session
SKU, SPECIFICATION = (
    "{product_id}-01",
    "规格:正装",
)  # of weixin: part of what tells the lines of an order apart
_PREFIX = {"douyin": "69", "kuaishou": "25", "weixin": "37", "xiaohongshu": "P7", "taobao": "43"}


def _parts(key: str) -> tuple[str, str, int, str]:
    """Day, room, order and line.

    >>> _parts("D20260904-R90-X-002-1")
    ('20260904', '90', 500002, '1')
    """
    day, room, *outside, order, line = key[1:].split("-")
    return day, room[1:], int(order) + (OUTSIDE_SESSIONS if outside else 0), line


def order_id(key: str, platform: str) -> str:
    """
    >>> order_id("D20260904-R90-008-1", "douyin")
    '6920260904900000080'
    """
    day, room, order, line = _parts(key)
    last = line if platform == "kuaishou" else "0"  # where every product is an order of its own
    return f"{_PREFIX[platform]}{day}{room}{order:06d}{last}"


def line_id(key: str, platform: str, product_id: str) -> str:
    """Platforms that number no lines tell those of an order apart by the product.

    >>> (
    ...     line_id("D20260904-R90-008-1", "douyin", "B001"),
    ...     line_id("D20260904-R16-008-1", "xiaohongshu", "B001"),
    ... )
    ('6920260904900000081', 'xiaohongshu:P720260904160000080:B001')
    """
    order = order_id(key, platform)
    if platform == "weixin":
        return f"weixin:{order}:{product_id}:{SKU.format(product_id=product_id)}:{SPECIFICATION}"
    if platform == "xiaohongshu":
        return f"xiaohongshu:{order}:{product_id}"
    return order[:-1] + _parts(key)[3]


def refund_id(key: str, number: int) -> str:
    """The number of a line's first, second … refund.

    >>> refund_id("D20260904-R90-008-1", 2)
    '142609049000000812'
    """
    day, room, order, line = _parts(key)
    return f"14{day[2:]}{room}{order:06d}{line}{number}"
