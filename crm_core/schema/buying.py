"""What they buy: products, purchases, points, registrations, memberships and attendances."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table
from crm_core.schema.links import customer, order, product, staff, store

CURRENCY = "workspace currency"

_PRODUCTS = Table(
    "products",
    "One row is one product.",
    (
        Column("product_id", "key", "The product's number.", aliases=(
            "SKU", "Item Code", "Product Code", "Article Number", "Id", "产品编号", "商品编号", "کد محصول",
                "کد کالا")),
        Column("name", "text", "The product's name.", True, aliases=(
            "Product", "Product Name", "Item", "Item Name", "Title", "产品名称", "商品名称", "نام محصول", "نام کالا")),
        Column("category", "text", "The group the product belongs to.", aliases=(
            "Product Category", "Product Type", "Product Group", "类别", "产品类别", "دسته", "گروه کالا")),
        Column("seller", "text", "Who sells it on our platform.", aliases=("Vendor", "Merchant", "Supplier", "卖家",
            "فروشنده")),
        Column("own_brand", "boolean", "Whether it is our own brand.", aliases=(
            "Private Label", "Own Label", "自有品牌", "برند خودی")),
        Column("launched_on", "day", "First day of sale.", aliases=(
            "Launch Date", "Release Date", "Published at", "上市日期", "تاریخ عرضه")),
        Column("revised_on", "day", "Day of the last revision.", aliases=("Revision Date", "改版日期",
            "تاریخ بازنگری")),
        Column("manual_updated_on", "day", "Day on which the manual was last brought up to date.", aliases=(
            "Manual Date", "Manual Updated", "手册更新日期", "تاریخ دفترچه راهنما")),
    ),
    ("product_id",),
    happened="launched_on",
    later=("revised_on", "manual_updated_on"),
    planned=("launched_on",),
)  # fmt: skip

_PURCHASES = Table(
    "purchases",
    "One row is one line of an order, or a whole order where the file has no lines.",
    (
        Column("order_id", "key", "The order's number.", aliases=(
            "Order", "Order Number", "Order No", "Order Reference", "Invoice", "Invoice No",
                "Receipt Number",
            "Transaction ID", "Transaction", "订单编号", "订单号", "شماره سفارش", "شماره فاکتور")),
        Column("line_no", "integer", "The line within the order, from 1.", unit="line", low=0, aliases=(
            "Line", "Line Number", "Order Line", "Position", "行号", "ردیف")),
        customer("Bill-to Customer", "Sold To", comment="Who bought; empty for an anonymous sale."),
        product("Lineitem name", "Item Name", "Product Name", "StockCode", comment="What was bought."),
        Column("bought_at", "instant", "When it was bought.", True, aliases=(
            "Date", "Order Date", "Purchase Date", "Sale Date", "Transaction Date", "Invoice Date", 
            "Created at", "Bought", "date_order", "EffectiveDate", "Order Start Date", "购买时间", "订单日期",
                "下单时间", "日期",
            "تاریخ خرید", "تاریخ سفارش", "تاریخ")),
        Column("channel", "choice", "Where it was bought.", choices=("store", "web", "app", "partner", "phone"),
            aliases=(
            "Sales Channel", "Order Channel", "Order Source", "Source", "购买渠道", "渠道", "کانال فروش", "کانال"),
            words=(("pos", "store"), ("retail", "store"), ("shop", "store"), ("in store", "store"), ("offline",
                "store"),
                ("online", "web"), ("website", "web"), ("online store", "web"), ("e-commerce", "web"), ("mobile app",
                    "app"),
                ("mobile", "app"), ("reseller", "partner"), ("marketplace", "partner"), ("telephone", "phone"),
                ("门店", "store"), ("网站", "web"), ("应用", "app"), ("合作伙伴", "partner"), ("电话", "phone"),
                ("فروشگاه", "store"), ("وب‌سایت", "web"), ("اپلیکیشن", "app"), ("همکار", "partner"), ("تلفن",
                    "phone"))),
        store("POS", comment="The store that sold it."),
        staff("Seller Name", "Sold by", comment="The member of staff who sold it."),
        Column("quantity", "real", "How many were bought.", unit="pieces", aliases=(
            "Qty", "Units", "CDs", "number_of_cds", "Lineitem quantity", "Count", "数量", "تعداد")),
        Column("revenue", "money", "What the customer paid for the line, after discount, without tax.", True, CURRENCY,
            aliases=("Amount", "Sales", "Dollars", "Dollar Value", "Net Amount", "Net Sales", "Total", "Total Amount", 
                "Line Total", "Value", "Sales Amount", "Subtotal", "Untaxed Amount", "amount_untaxed",
                "金额", "销售额", "مبلغ", "فروش")),
        Column("discount", "money", "Discount on the line, already taken off the revenue.", unit=CURRENCY, aliases=(
            "Discount Amount", "Lineitem discount", "折扣", "تخفیف")),
        Column("tax", "money", "Tax on the line, not part of the revenue.", unit=CURRENCY, aliases=(
            "Taxes", "VAT", "Sales Tax", "amount_tax", "税", "税额", "مالیات")),
        Column("cost", "money", "What the goods cost us.", unit=CURRENCY, aliases=(
            "COGS", "Cost of Goods", "Total Cost", "成本", "هزینه", "بهای تمام شده")),
        Column("profit", "money", "Profit of the line as sold, before any return.", unit=CURRENCY, aliases=(
            "Margin", "Gross Profit", "利润", "سود")),
        Column("currency", "text", "Currency code of the amounts; another than the workspace's is refused.", aliases=(
            "Currency Code", "CurrencyIsoCode", "币种", "货币", "ارز")),
        Column("trial", "boolean", "Whether it was a free trial.", aliases=("Free Trial", "Is Trial", "试用",
            "آزمایشی")),
        Column("order_status", "choice", "Whether the order counts: cancelled orders and drafts are no purchases.",
            choices=("paid", "cancelled", "draft"), aliases=(
                "Status", "State", "Financial Status", "Payment Status", "订单状态", "وضعیت سفارش"),
            words=(("canceled", "cancelled"), ("cancel", "cancelled"), ("void", "cancelled"), ("voided", "cancelled"),
                ("completed", "paid"), ("complete", "paid"), ("fulfilled", "paid"), ("shipped", "paid"),
                ("delivered", "paid"), ("sales order", "paid"), ("sale", "paid"), ("locked", "paid"), ("done", "paid"),
                ("partially_refunded", "paid"), ("refunded", "paid"),
                ("quotation", "draft"), ("quotation sent", "draft"), ("quote", "draft"), ("sent", "draft"),
                ("pending", "draft"), ("已付款", "paid"), ("已完成", "paid"), ("已取消", "cancelled"), ("草稿",
                    "draft"),
                ("پرداخت شده", "paid"), ("لغو شده", "cancelled"), ("پیش‌نویس", "draft"))),
        Column("returned_at", "instant", "When it was returned.", aliases=(
            "Return Date", "Returned", "Refunded at", "退货时间", "تاریخ مرجوعی")),
        Column("returned_quantity", "real", "How many came back.", unit="pieces", low=0, aliases=(
            "Return Qty", "Returned Qty", "Return Quantity", "退货数量", "تعداد مرجوعی")),
        Column("refunded", "money", "Money paid back for the line.", unit=CURRENCY, aliases=(
            "Refund", "Refund Amount", "Refunded Amount", "退款", "退款金额", "مبلغ برگشتی")),
    ),
    ("order_id", "line_no"),
    happened="bought_at",
    later=("returned_at",),
    ordered=(("bought_at", "returned_at"),),
    newest_by=("returned_at", "bought_at"),
)  # fmt: skip

_POINTS = Table(
    "points",
    "One row is one movement of loyalty points.",
    (
        Column("points_id", "key", "The movement's number.", aliases=("Ledger ID", "Id", "积分流水号",
            "شماره تراکنش امتیاز")),
        customer(required=True, comment="Whose points they are."),
        Column("happened_at", "instant", "When the points moved.", True, aliases=(
            "Date", "Points Date", "Created at", "日期", "积分时间", "تاریخ")),
        Column("kind", "choice", "What happened to them.", True, choices=("earn", "redeem", "expire", "adjust"),
            aliases=(
            "Type", "Points Type", "类型", "نوع"), words=(("earned", "earn"), ("accrual", "earn"), ("redeemed",
                "redeem"),
                ("burn", "redeem"), ("redemption", "redeem"), ("expired", "expire"), ("adjustment", "adjust"),
                ("correction", "adjust"), ("获得", "earn"), ("兑换", "redeem"), ("过期", "expire"), ("کسب", "earn"),
                ("مصرف", "redeem"), ("انقضا", "expire"))),
        Column("points", "integer", "Points moved: earned positive, redeemed and expired negative.", True, "points",
            aliases=("Amount", "Point Amount", "积分", "امتیاز")),
        Column("qualifying", "boolean", "Whether the points count toward a tier.", True, aliases=(
            "Qualifying Points", "Tier Points", "定级积分", "امتیاز واجد شرایط")),
        order(comment="The order that brought the points."),
        Column("expires_on", "day", "Day on which unused points expire.", aliases=(
            "Expiry", "Expiry Date", "Expiration Date", "到期日", "تاریخ انقضا")),
    ),
    ("points_id",),
    happened="happened_at",
    planned=("expires_on",),
)  # fmt: skip

_REGISTRATIONS = Table(
    "registrations",
    "One row is one product registered by a customer.",
    (
        Column("registration_id", "key", "The registration's number.", aliases=("Id", "注册编号", "شماره ثبت")),
        customer(required=True, comment="Who registered it."),
        product("Registered Product", required=True, comment="What was registered."),
        Column("registered_at", "instant", "When it was registered.", True, aliases=(
            "Date", "Registration Date", "Registered", "Created at", "注册时间", "日期", "تاریخ ثبت", "تاریخ")),
        Column("registered_via", "text", "Where it was registered, such as web, app, store.", aliases=(
            "Registration Channel", "Channel", "Source", "注册渠道", "کانال ثبت")),
    ),
    ("registration_id",),
    happened="registered_at",
)  # fmt: skip

_MEMBERSHIPS = Table(
    "memberships",
    "One row is one membership of a customer in a programme.",
    (
        Column("membership_id", "key", "The membership's number.", aliases=("Id", "会籍编号", "شماره عضویت")),
        customer(required=True, comment="Who is a member."),
        Column("programme", "text", "The programme's name.", True, aliases=("Program", "Plan", "计划", "برنامه")),
        Column("started_on", "day", "First day.", True, aliases=(
            "Start Date", "Started", "Joined", "开始日期", "تاریخ شروع")),
        Column("ended_on", "day", "Last day.", aliases=("End Date", "Ended", "结束日期", "تاریخ پایان")),
    ),
    ("membership_id",),
    happened="started_on",
    later=("ended_on",),
    planned=("ended_on",),
    ordered=(("started_on", "ended_on"),),
    newest_by=("ended_on", "started_on"),
)  # fmt: skip

_ATTENDANCES = Table(
    "attendances",
    "One row is one customer's place in a workshop, a one-to-one session or a lecture.",
    (
        Column("attendance_id", "key", "The booking's number.", aliases=("Id", "Booking ID", "报名编号",
            "شماره حضور")),
        customer("Attendee", "Participant", required=True, comment="Who booked the place."),
        Column("programme", "text", "Kind of event: workshop, one_to_one, lecture, or another.", True, aliases=(
            "Program", "Event Type", "Event", "活动类型", "برنامه")),
        Column("topic", "text", "What it was about.", True, aliases=("Subject", "Title", "主题", "موضوع")),
        store(comment="Where it was held."),
        Column("held_at", "instant", "When it was held.", True, aliases=(
            "Date", "Event Date", "Session Date", "日期", "活动时间", "تاریخ برگزاری", "تاریخ")),
        Column("attended", "boolean", "Whether the customer came.", True, aliases=(
            "Present", "Attendance", "Showed Up", "出席", "حضور")),
    ),
    ("attendance_id",),
    happened="held_at",
)  # fmt: skip

TABLES: tuple[Table, ...] = (_PRODUCTS, _PURCHASES, _POINTS, _REGISTRATIONS, _MEMBERSHIPS, _ATTENDANCES)
"""Contracts of this subject that users load."""
