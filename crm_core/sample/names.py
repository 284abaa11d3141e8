"""Names of persons, firms and the things they like, in English, Chinese and Persian."""

from __future__ import annotations

_ENGLISH_WOMEN = (
    "Anna", "Grace", "Olivia", "Emma", "Chloe", "Claire", "Sophie", "Hannah", "Megan", "Laura", "Amelia", "Julia",
        "Nora",
    "Alice", "Rachel", "Camille", "Ines", "Maya", "Priya", "Ruth",
)  # fmt: skip
_ENGLISH_MEN = (
    "James", "Oliver", "Henry", "Lucas", "Daniel", "Thomas", "Adam", "Samuel", "Peter", "Marc", "Julien", "Victor",
        "Noah",
    "Ethan", "Walter", "Ravi", "Simon", "Hugo", "Martin", "Leo",
)  # fmt: skip
_ENGLISH_FAMILIES = (
    "Parker", "Bennett", "Foster", "Reed", "Hughes", "Laurent", "Moreau", "Girard", "Schmidt", "Novak", "Rossi",
        "Silva",
    "Murphy", "Walsh", "Turner", "Brooks", "Ward", "Hayes", "Coleman", "Perry", "Fontaine", "Mercier", "Keller",
        "Olsen",
    "Patel", "Garcia", "Lopez", "Bishop", "Chambers", "Dalton",
)  # fmt: skip
_CHINESE_FAMILIES = (
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
        "罗",
)  # fmt: skip
_CHINESE_GIVEN = (
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "秀英", "霞",
        "平",
    "思远", "雨桐", "子涵", "浩然", "欣怡", "梓轩", "佳怡", "俊杰", "晓彤", "文博",
)  # fmt: skip
_PERSIAN_WOMEN = (
    "مریم", "زهرا", "سارا", "نگار", "الهام", "لیلا", "نرگس", "شیرین", "پریسا", "مینا", "آزاده", "فرناز", "هستی",
        "رویا", "ندا",
)  # fmt: skip
_PERSIAN_MEN = (
    "علی", "رضا", "حسین", "امیر", "محمد", "مهدی", "سعید", "کامران", "آرش", "بهرام", "داریوش", "فرهاد", "نیما", "پویا",
        "سینا",
)  # fmt: skip
_PERSIAN_FAMILIES = (
    "احمدی", "محمدی", "حسینی", "رضایی", "کریمی", "موسوی", "جعفری", "صادقی", "رحیمی", "اکبری", "نوری", "یزدانی",
        "شریفی",
    "فراهانی", "کاظمی", "تهرانی", "سلطانی", "امینی", "بهرامی", "رستمی",
)  # fmt: skip
_ENGLISH_FIRMS = (
    "Northfield", "Harbour", "Cedar", "Summit", "Lakeside", "Redwood", "Beacon", "Falcon", "Granite", "Orchard",
        "Pioneer",
    "Silverline", "Westgate", "Bluebird", "Crescent",
)  # fmt: skip
_ENGLISH_TRADES = (
    "Logistics",
    "Health",
    "Studios",
    "Engineering",
    "Schools",
    "Legal",
    "Foods",
    "Energy",
    "Travel",
    "Media",
)
_CHINESE_FIRMS = ("华信", "远东", "天成", "明德", "恒通", "金石", "海润", "博远", "启航", "瑞丰")
_CHINESE_TRADES = ("科技有限公司", "物流有限公司", "医疗有限公司", "教育有限公司", "贸易有限公司")
_PERSIAN_FIRMS = ("پارس", "آریا", "البرز", "زاگرس", "خزر", "سپهر", "نگین", "آفتاب", "مهر", "کاوه")
_PERSIAN_TRADES = ("صنعت", "تجارت", "ترابری", "سلامت", "آموزش")

RARE_HOBBY = "falconry"
"""The hobby that exactly nine customers have and nobody else."""

WHEELS: dict[str, tuple[object, ...]] = {
    "women_en": _ENGLISH_WOMEN,
    "men_en": _ENGLISH_MEN,
    "families_en": _ENGLISH_FAMILIES,
    "given_zh": _CHINESE_GIVEN,
    "families_zh": _CHINESE_FAMILIES,
    "women_fa": _PERSIAN_WOMEN,
    "men_fa": _PERSIAN_MEN,
    "families_fa": _PERSIAN_FAMILIES,
    "firms_en": _ENGLISH_FIRMS,
    "trades_en": _ENGLISH_TRADES,
    "firms_zh": _CHINESE_FIRMS,
    "trades_zh": _CHINESE_TRADES,
    "firms_fa": _PERSIAN_FIRMS,
    "trades_fa": _PERSIAN_TRADES,
    "hobbies": (
        "photography", "running", "cooking", "gaming", "music", "hiking", "reading", "travel", "football", "painting",
        "gardening", "cycling",
    ),
    "needs": ("security", "belonging", "status", "ease", "delight", "ease", "security"),
    "sectors": ("logistics", "health", "education", "media", "manufacturing", "retail", "public services", "finance"),
    "incomes": ("low", "middle", "middle", "middle", "upper", "upper", "high"),
    "makers": ("Orbis", "Orbis", "Vantix", "Kolibri"),
    "acquisitions": (
        "store", "store", "store", "store", "store", "store", "store", "store", "web", "web", "web", "web", "web",
            "app",
        "app", "referral", "referral", "referral", "partner", "event",
    ),
}  # fmt: skip
"""Lists to draw from, by their name in the generator."""
