"""What customers write, by tone and language."""

from __future__ import annotations

WHEELS: dict[str, tuple[object, ...]] = {
    "good_en": (
        "Friendly adviser who took the time to explain.", "Solved in one call, thank you.",
            "Delivery was faster than promised.",
        "The workshop was fun and I learned a lot.", "I felt listened to.", "Easy to order, easy to set up.",
        "The repair was done the same day.", "Great sound for the price.", "No pressure to buy, very pleasant.",
        "The chat found my order at once.", "Best shop in town.", "They called back as promised.",
    ),
    "fair_en": (
        "Fine, but the queue was long.", "Good product, the manual could be clearer.",
            "It works now, after a second call.",
        "Delivery came a day late.", "The adviser was kind but in a hurry.", "Average.", "Price is a bit high.",
        "The website is hard to search.",
    ),
    "bad_en": (
        "I waited two weeks for a repair.", "Nobody called back.", "The refund took far too long.",
        "The speaker stopped working after a month.", "I had to explain my problem four times.",
            "The invoice was wrong again.",
        "The adviser did not listen.", "The parcel arrived damaged.", "The chat gave me a wrong answer.",
        "I was sent from one team to the next.",
    ),
    "good_zh": (
        "店员很热情，讲解很仔细。", "一个电话就解决了，谢谢。", "送货比承诺的还快。", "课程很有意思，学到很多。",
            "感觉被认真倾听。",
        "下单方便，安装也简单。", "当天就修好了。", "音质很好，价格合理。",
    ),
    "fair_zh": (
        "还可以，就是排队时间长。", "产品不错，说明书不够清楚。", "打了第二次电话才解决。", "送货晚了一天。",
            "价格有点高。",
        "网站不太好搜索。",
    ),
    "bad_zh": (
        "维修等了两个星期。", "没有人回电话。", "退款太慢了。", "音箱用了一个月就坏了。", "同一个问题说了四遍。",
            "账单又错了。",
        "店员根本没有听我说。", "包裹送到时已经破损。",
    ),
    "good_fa": (
        "فروشنده با حوصله توضیح داد.", "با یک تماس حل شد، ممنون.", "ارسال زودتر از قول داده شده بود.",
        "کارگاه خیلی خوب بود و چیزهای زیادی یاد گرفتم.", "احساس کردم به حرفم گوش دادند.",
            "سفارش و راه‌اندازی آسان بود.",
        "همان روز تعمیر شد.", "کیفیت صدا عالی است.",
    ),
    "fair_fa": (
        "خوب بود ولی صف طولانی بود.", "محصول خوب است، دفترچه راهنما روشن نیست.", "با تماس دوم حل شد.",
            "یک روز دیر رسید.",
        "قیمت کمی بالاست.", "جستجو در سایت سخت است.",
    ),
    "bad_fa": (
        "دو هفته منتظر تعمیر ماندم.", "هیچ‌کس تماس نگرفت.", "بازگشت پول خیلی طول کشید.",
            "بلندگو بعد از یک ماه خراب شد.",
        "مشکلم را چهار بار توضیح دادم.", "صورتحساب باز هم اشتباه بود.", "فروشنده به حرفم گوش نداد.",
            "بسته آسیب‌دیده رسید.",
    ),
    "ideas_en": (
        "Let me book a workshop in the app", "Show when a repair is ready", "A paper manual with large print",
        "Trade in my old device in the store", "Dark colours for the case", "A longer cable in the box",
            "Gift wrapping",
        "Open earlier on Saturdays", "Tell me before the price falls", "A family discount", "Repair by post",
        "Let me rate the adviser at once", "A quiet hour in the store", "Spare parts to buy", "Chat in my language",
    ),
    "ideas_zh": (
        "在应用里预约课程", "维修好了请通知我", "提供大字说明书", "门店以旧换新", "盒子里配更长的线", "周末早点开门",
            "家庭优惠",
        "可以购买零件",
    ),
    "ideas_fa": (
        "رزرو کارگاه در اپلیکیشن", "اطلاع دهید تعمیر کی تمام می‌شود", "دفترچه راهنما با حروف درشت",
            "تعویض دستگاه قدیمی در فروشگاه",
        "کابل بلندتر در جعبه", "تخفیف خانوادگی", "گفتگو به زبان من", "فروش قطعات یدکی",
    ),
}  # fmt: skip
"""Lists to draw from, by their name in the generator."""
