"""How they are served: contacts, reports of telephone systems and support appointments."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table
from crm_core.schema.links import customer, product, staff, store

_CONTACT_CHANNELS = ("phone", "chat", "email", "store", "search", "manual")
_CHANNEL_WORDS = (
    ("call", "phone"), ("telephone", "phone"), ("voice", "phone"), ("inbound call", "phone"), ("hotline", "phone"),
    ("live chat", "chat"), ("messaging", "chat"), ("web chat", "chat"), ("mail", "email"),
    ("in store", "store"), ("visit", "store"), ("site search", "search"), ("handbook", "manual"),
    ("电话", "phone"), ("聊天", "chat"), ("在线客服", "chat"), ("邮件", "email"), ("门店", "store"), ("搜索",
        "search"),
    ("手册", "manual"), ("تلفن", "phone"), ("چت", "chat"), ("ایمیل", "email"), ("فروشگاه", "store"), ("جستجو",
        "search"),
    ("دفترچه", "manual"),
)  # fmt: skip

_INTERACTIONS = Table(
    "interactions",
    "One row is one contact: a call, chat, mail, visit, search on the site or look into a manual.",
    (
        Column("interaction_id", "key", "The contact's number.", aliases=(
            "Contact ID", "Call ID", "Conversation ID", "Session ID", "Id", "联系编号", "通话编号", "شماره تماس",
                "شناسه تماس")),
        Column("customer_id", "key", "Who contacted us; empty where unknown.", references="customers",
            privacy="personal",
            aliases=("Customer", "Customer Number", "Caller ID", "Client ID", "User ID", "客户编号", "客户",
                "شناسه مشتری", "مشتری")),
        Column("channel", "choice", "How.", choices=_CONTACT_CHANNELS, words=_CHANNEL_WORDS, aliases=(
            "Contact Channel", "Media Type", "Inbox", "渠道", "联系渠道", "کانال")),
        Column("topic", "text", "What it was about.", aliases=(
            "Subject", "Reason", "Contact Reason", "Category", "主题", "原因", "موضوع", "دلیل تماس")),
        Column("started_at", "instant", "When the customer asked.", True, aliases=(
            "Date", "Start", "Started", "Start Time", "Call Start", "Created at", "Offered at", "开始时间", "日期",
            "زمان شروع", "تاریخ")),
        Column("answered_at", "instant", "When a person or page answered.", aliases=(
            "Answer Time", "Answered", "Connected at", "接通时间", "زمان پاسخ")),
        Column("ended_at", "instant", "When it ended.", aliases=("End", "End Time", "Ended", "Call End", "结束时间",
            "زمان پایان")),
        Column("queued_at", "instant", "When it reached the queue.", aliases=("Queue Time", "Queued", "排队时间",
            "زمان صف")),
        Column("hold_seconds", "seconds", "Time on hold.", unit="seconds", low=0, aliases=("Hold Time", "保持时长",
            "زمان انتظار")),
        Column("wrap_up_seconds", "seconds", "Work after the contact.", unit="seconds", low=0, aliases=(
            "After Call Work", "ACW", "Wrap Up Time", "事后处理时长", "زمان پس از تماس")),
        Column("transferred", "boolean", "Whether it was passed on.", aliases=("Transfer", "转接", "منتقل شده")),
        Column("queue", "text", "The queue it came in by.", aliases=("Queue Name", "Skill", "队列", "صف")),
        Column("team", "text", "The team that dealt with it, as it was then.", aliases=(
            "Group", "Department", "Office", "团队", "تیم")),
        Column("abandoned", "boolean", "Whether the customer gave up before an answer.", aliases=(
            "Hung Up", "Is Abandoned", "放弃", "رها شده")),
        Column("solved", "boolean", "Whether the customer says it was solved.", aliases=(
            "Resolved", "Is Solved", "已解决", "حل شده")),
        staff(),
        store(),
        product(),
        Column("answer_checked", "boolean", "Whether the answer was drawn for a check.", aliases=("Checked", "已抽检",
            "بررسی شده")),
        Column("answer_correct", "boolean", "Whether the checked answer was right.", aliases=("Correct", "答案正确",
            "پاسخ درست")),
        Column("useful", "boolean", "Whether a search or manual helped.", aliases=("Helpful", "有用", "مفید")),
    ),
    ("interaction_id",),
    happened="started_at",
    later=("queued_at", "answered_at", "ended_at"),
    ordered=(("started_at", "answered_at"), ("started_at", "ended_at"), ("answered_at", "ended_at")),
    newest_by=("ended_at", "answered_at", "started_at"),
)  # fmt: skip


def _count(name: str, comment: str, *names: str) -> Column:
    return Column(name, "integer", comment, True, "contacts", low=0, aliases=names)


_CONTACT_INTERVALS = Table(
    "contact_intervals",
    "One row is one queue in one interval, as telephone systems report it.",
    (
        Column("queue", "text", "The queue.", True, aliases=("Queue Name", "Skill", "Split", "队列", "صف")),
        Column("channel", "choice", "The channel of the queue.", True, choices=_CONTACT_CHANNELS, words=_CHANNEL_WORDS,
            aliases=("Media Type", "渠道", "کانال")),
        Column("starts_at", "instant", "Start of the interval.", True, aliases=(
            "Interval Start", "Start", "Interval", "Date", "开始时间", "شروع")),
        Column("ends_at", "instant", "End of the interval.", True, aliases=("Interval End", "End", "结束时间",
            "پایان")),
        _count("offered", "Contacts that reached the queue.", "Calls Offered", "呼入量", "ورودی"),
        _count("answered", "Contacts answered.", "Calls Answered", "Handled", "接听量", "پاسخ داده شده"),
        _count("answered_in_t", "Contacts answered within the target time.", "Answered in SL", "Within Service Level",
            "达标接听量", "پاسخ در زمان هدف"),
        _count("abandoned", "Contacts given up.", "Calls Abandoned", "Abandons", "放弃量", "رها شده"),
        _count("abandoned_in_t", "Contacts given up within the target time.", "Abandoned in SL", "达标前放弃量",
            "رها شده در زمان هدف"),
        Column("t_seconds", "seconds", "The target time that these counts use.", True, "seconds", low=0, aliases=(
            "Service Level Threshold", "SL Threshold", "目标秒数", "زمان هدف")),
        Column("talk_seconds", "seconds", "Talk time of all answered contacts together.", unit="seconds", low=0,
            aliases=(
            "Talk Time", "Total Talk Time", "通话时长", "زمان مکالمه")),
        Column("wrap_up_seconds", "seconds", "Work after the contacts, all together.", unit="seconds", low=0, aliases=(
            "After Call Work", "ACW", "事后处理时长", "زمان پس از تماس")),
    ),
    ("queue", "channel", "starts_at"),
    happened="starts_at",
    later=("ends_at",),
    ordered=(("starts_at", "ends_at"),),
)  # fmt: skip

_APPOINTMENTS = Table(
    "appointments",
    "One row is one appointment for technical support in a store.",
    (
        Column("appointment_id", "key", "The appointment's number.", aliases=(
            "Booking ID", "Reservation ID", "Id", "预约编号", "شماره نوبت")),
        customer(required=True, comment="Who booked."),
        store(required=True, comment="The store it was booked in."),
        staff("Technician", comment="Who took care of it."),
        product(comment="The product brought along."),
        Column("booked_for", "instant", "The agreed time.", True, aliases=(
            "Appointment Time", "Appointment Date", "Date", "Scheduled For", "预约时间", "日期", "زمان نوبت",
                "تاریخ")),
        Column("arrived_at", "instant", "When the customer arrived.", aliases=("Check In", "Arrival", "到达时间",
            "زمان ورود")),
        Column("cancelled", "boolean", "Whether it was cancelled.", aliases=("Canceled", "已取消", "لغو شده")),
        Column("no_show", "boolean", "Whether the customer did not come.", aliases=("Missed", "未到", "عدم حضور")),
        Column("started_at", "instant", "When the talk began.", aliases=("Start", "Start Time", "开始时间", "شروع")),
        Column("ended_at", "instant", "When it ended.", aliases=("End", "End Time", "结束时间", "پایان")),
        Column("problem", "text", "What was wrong.", privacy="free_text", aliases=("Issue", "Symptom", "问题",
            "مشکل")),
        Column("solution", "text", "What was done.", privacy="free_text", aliases=("Resolution", "Fix", "解决方案",
            "راه حل")),
        Column("solved", "boolean", "Whether it was solved at this visit.", aliases=("Resolved", "已解决", "حل شده")),
    ),
    ("appointment_id",),
    happened="booked_for",
    later=("arrived_at", "started_at", "ended_at"),
    planned=("booked_for",),
    ordered=(("arrived_at", "started_at"), ("started_at", "ended_at")),
    newest_by=("ended_at", "started_at", "arrived_at"),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_INTERACTIONS, _CONTACT_INTERVALS, _APPOINTMENTS)
"""Contracts of this subject that users load."""
