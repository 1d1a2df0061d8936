"""The products: five house brands with a long tail, and what each costs the company.

Owns names, list prices and unit costs in fen, and how often each product is bought. About one product in
eight earns less than 20% at list price; in the campaigns, with deeper discounts, more do.
"""

from __future__ import annotations

from dataclasses import dataclass

from examples.canonical import Row, yuan
from examples.chance import Chance, Urn

BRANDS = (("澜肌", 112), ("花漾", 88), ("素颜记", 74), ("朝露", 100), ("棠里", 130))  # price level, percent
KINDS = (
    ("精华液30ml", "skincare", 399),
    ("抗皱面霜50g", "skincare", 459),
    ("水乳套装", "skincare", 569),
    ("氨基酸洁面", "skincare", 129),
    ("玻尿酸面膜20片", "skincare", 179),
    ("防晒乳SPF50", "skincare", 169),
    ("眼霜15g", "skincare", 329),
    ("安瓶7支", "skincare", 239),
    ("身体乳", "skincare", 109),
    ("礼盒六件套", "skincare", 899),
    ("卸妆膏", "skincare", 139),
    ("持妆粉底液", "makeup", 299),
    ("丝绒口红", "makeup", 199),
    ("口红三支装", "makeup", 459),
    ("九色眼影盘", "makeup", 259),
    ("气垫", "makeup", 269),
    ("定妆散粉", "makeup", 229),
    ("眉笔", "makeup", 89),
    ("睫毛膏", "makeup", 149),
    ("遮瑕盘", "makeup", 159),
    ("彩妆礼盒", "makeup", 699),
    ("化妆刷套装", "tools", 219),
    ("美容仪", "tools", 1299),
    ("美妆蛋", "tools", 49),
)
UNCOSTED, UNCOSTED_UNTIL_MONTH = "B119", 4  # finance entered this product's cost in April


@dataclass(frozen=True)
class Product:
    product_id: str
    name: str
    category: str
    price: int
    unit_cost: int


def _assortment() -> tuple[Product, ...]:
    made = []
    for number, (brand, level, kind, category, price) in enumerate(
        ((brand, level, *kind) for kind in KINDS for brand, level in BRANDS), start=1
    ):
        product_id = f"B{number:03d}"
        chance = Chance("product", product_id)
        list_price = (price * level // 1000 * 10 + 9) * 100
        margin = chance.whole(10, 19) if number % 8 == 7 else chance.around(46, 17)
        made.append(
            Product(product_id, brand + kind, category, list_price, list_price * (100 - margin) // 100)
        )
    return tuple(made)


PRODUCTS = _assortment()


def _popularity(product: Product, team: str) -> int:
    """A few products sell much, most sell now and then; a team sells mostly its own category."""
    place = Chance("popularity", product.product_id).whole(1, 120)
    fits = 4 if product.category == team else 1
    dear = 3 if product.price > 90_000 else 10
    return 2000 * fits * dear // (place + 6)


URNS = {team: Urn([_popularity(product, team) for product in PRODUCTS]) for team in ("skincare", "makeup")}


def products() -> list[Row]:
    return [
        {
            "product_id": product.product_id,
            "name": product.name,
            "category": product.category,
            "unit_cost": yuan(product.unit_cost),
        }
        for product in PRODUCTS
    ]
