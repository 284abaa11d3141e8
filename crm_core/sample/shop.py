"""The made-up retailer itself: stores, products and teams, the same at every size."""

from __future__ import annotations

import duckdb

from crm_core.sample.draws import set_wheel

WEAK_STORE = "S11"
"""The store whose staff listen less well than all others: Lyon."""
FAULTY_PRODUCT = 23
"""Number of the product whose complaints begin in one month."""
FAULT_MONTH = "2026-05-01"
"""First day of the month in which they begin."""
TRIAL_PRODUCT = 60
"""Number of the product that can be tried for free."""

_STORES = (
    ("New York Fifth Avenue", "New York", "Northeast", "United States", -5, 5),
    ("Boston Back Bay", "Boston", "Northeast", "United States", -5, 3),
    ("Chicago Loop", "Chicago", "Midwest", "United States", -6, 4),
    ("Minneapolis", "Minneapolis", "Midwest", "United States", -6, 2),
    ("San Francisco Market Street", "San Francisco", "West", "United States", -8, 5),
    ("Seattle", "Seattle", "West", "United States", -8, 3),
    ("Austin", "Austin", "South", "United States", -6, 3),
    ("Atlanta", "Atlanta", "South", "United States", -5, 3),
    ("Paris Opéra", "Paris", "Île-de-France", "France", 1, 5),
    ("Paris Bastille", "Paris", "Île-de-France", "France", 1, 3),
    ("Lyon", "Lyon", "Auvergne-Rhône-Alpes", "France", 1, 4),
    ("Grenoble", "Grenoble", "Auvergne-Rhône-Alpes", "France", 1, 2),
    ("Marseille", "Marseille", "Provence", "France", 1, 3),
    ("Nice", "Nice", "Provence", "France", 1, 2),
    ("Shanghai Jing'an", "Shanghai", "East China", "China", 8, 5),
    ("Shanghai Pudong", "Shanghai", "East China", "China", 8, 4),
    ("Hangzhou", "Hangzhou", "East China", "China", 8, 3),
    ("Beijing Sanlitun", "Beijing", "North China", "China", 8, 5),
    ("Shenzhen", "Shenzhen", "South China", "China", 8, 4),
    ("Guangzhou", "Guangzhou", "South China", "China", 8, 3),
    ("Dubai Marina", "Dubai", "Dubai", "United Arab Emirates", 4, 5),
    ("Dubai Creek", "Dubai", "Dubai", "United Arab Emirates", 4, 4),
    ("Abu Dhabi Corniche", "Abu Dhabi", "Abu Dhabi", "United Arab Emirates", 4, 3),
    ("Sharjah", "Sharjah", "Northern Emirates", "United Arab Emirates", 4, 2),
)  # fmt: skip
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "Computers": ("Lark 13", "Lark 15", "Heron Desk", "Heron Mini", "Lark Air", "Slate Pad", "Slate Pad Pro",
        "Heron Studio",
                  "Lark Go", "Slate Mini"),
    "Phones": ("Finch 4", "Finch 5", "Finch 5 Plus", "Finch SE", "Wren Flip", "Finch 6", "Finch 6 Plus", "Wren",
        "Wren Lite",
               "Finch Classic"),
    "Audio": ("Robin Buds", "Robin Buds Pro", "Aria Speaker", "Aria Mini", "Robin Over-Ear", "Aria Bar", "Tern Radio",
              "Tern Turntable", "Robin Sport", "Aria Studio"),
    "Accessories": ("Charger 30 W", "Charger 65 W", "Case Clear", "Case Leather", "Dock", "Keyboard", "Mouse", "Stand",
                    "Cable 2 m", "Stylus"),
    "Home": ("Lamp One", "Lamp Strip", "Thermostat", "Door Camera", "Plug Duo", "Air Sensor", "Hub", "Blind Motor",
        "Lock",
             "Scale"),
    "Services": ("Care 1 year", "Care 2 years", "Setup at home", "Cloud 200 GB", "Cloud 2 TB", "Music", "Learn",
        "Backup",
                 "Family", "Studio Cloud"),
}  # fmt: skip
_PRICES = {"Computers": 1190, "Phones": 780, "Audio": 190, "Accessories": 42, "Home": 110, "Services": 75}
_MARGINS = {"Computers": 0.19, "Phones": 0.24, "Audio": 0.34, "Accessories": 0.52, "Home": 0.31, "Services": 0.62}
_SELLERS = ("Kestrel Audio", "Northlight", "Meadow Home")
_SHARES = {"Computers": 3, "Phones": 4, "Audio": 4, "Accessories": 6, "Home": 3, "Services": 2}

TEAMS: tuple[tuple[str, str, int, int], ...] = (
    ("Phone Support", "support adviser", 97, 112),
    ("Chat Support", "support adviser", 113, 126),
    ("Care North", "case handler", 127, 134),
    ("Care South", "case handler", 135, 142),
    ("Care West", "case handler", 143, 150),
    ("Personal Advisers", "personal adviser", 151, 160),
)
"""Teams outside the stores: name, role, number of the first and of the last member."""


def _products() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for category, names in _CATEGORIES.items():
        for place, name in enumerate(names):
            number = len(rows) + 1
            own = place % 4 != 3
            price = round(_PRICES[category] * (0.6 + 0.13 * ((place * 7) % 10)), 2) - 0.05
            launched = f"{2018 + (place * 3) % 6}-{1 + (number * 5) % 12:02d}-15" if place < 8 else "2025-03-04"
            revised = f"2025-{1 + number % 12:02d}-04" if place % 2 else None
            manual = f"2025-{1 + number % 12:02d}-20" if place % 4 == 1 else f"{2023 + number % 3}-06-01"
            seller = "Alder & Finch" if own else _SELLERS[number % 3]
            rows.append((number, name, category, seller, own, launched, revised, manual, price, _MARGINS[category]))
    return rows


def _wheels() -> dict[str, tuple[object, ...]]:
    stores = tuple(n for n, store in enumerate(_STORES, 1) for _ in range(store[5]))
    products = tuple(
        10 * group + place
        for group, category in enumerate(_CATEGORIES)
        for place in range(1, 11)
        for _ in range(_SHARES[category] * (2 if place < 5 else 1))
    )
    return {"store_wheel": stores, "product_wheel": products, "categories": tuple(_CATEGORIES)}


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the retailer's stores, products and teams into the generator as tables and wheels."""
    connection.execute("create table shops (n INT, name TEXT, city TEXT, region TEXT, country TEXT, zone INT)")
    rows = [(n, *store[:5]) for n, store in enumerate(_STORES, 1)]
    connection.executemany("insert into shops values (?, ?, ?, ?, ?, ?)", rows)
    connection.execute(
        "create table goods (n INT, name TEXT, category TEXT, seller TEXT, own_brand BOOLEAN, launched_on DATE, "
        "revised_on DATE, manual_updated_on DATE, price DECIMAL(18,2), margin DOUBLE)"
    )
    connection.executemany("insert into goods values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _products())
    connection.execute("create table teams (team TEXT, role TEXT, first INT, last INT)")
    connection.executemany("insert into teams values (?, ?, ?, ?)", list(TEAMS))
    for name, values in _wheels().items():
        set_wheel(connection, name, values)
