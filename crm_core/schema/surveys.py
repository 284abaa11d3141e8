"""Surveys: who was asked and what they answered."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table
from crm_core.schema.links import customer, order, product, staff, store

ECSI_BLOCKS: tuple[tuple[str, int], ...] = (
    ("image", 5), ("expectation", 3), ("quality", 7), ("value", 2), ("satisfaction", 3), ("complaints", 1), ("loyalty",
        3),
)  # fmt: skip
"""Constructs of the ECSI model and how many items measure each (Tenenhaus et al. 2005)."""

ECSI_ITEMS: tuple[str, ...] = tuple(f"{block}{number}" for block, n in ECSI_BLOCKS for number in range(1, n + 1))
"""Names of the 24 item columns, each on 1-10."""

_QUESTIONS = (
    "satisfaction", "expectations", "ideal", "recommend", "buy_again", "csat", "effort", "approach", "probe",
        "present",
    "listen", "close", "solved", "pressure_free", "hands_on", "respect", "comment", *ECSI_ITEMS,
)  # fmt: skip

_SURVEY_INVITATIONS = Table(
    "survey_invitations",
    "One row is one invitation to a survey.",
    (
        Column("invitation_id", "key", "The invitation's number.", aliases=("Id", "Distribution ID", "邀请编号",
            "شماره دعوت")),
        customer("Recipient", required=True, comment="Who was asked."),
        Column("survey", "text", "Which survey.", True, aliases=("Survey Name", "Survey ID", "问卷", "نظرسنجی")),
        Column("touchpoint", "text", "After what: relationship, or a kind of contact.", True, aliases=(
            "Touch Point", "Trigger", "触点", "نقطه تماس")),
        Column("sent_at", "instant", "When it was sent.", True, aliases=(
            "Sent", "Date", "Sent Date", "Invitation Date", "发送时间", "日期", "تاریخ ارسال", "تاریخ")),
        staff(comment="Who served the customer before."),
        store(),
        Column("interaction_id", "key", "The contact it follows.", references="interactions", aliases=(
            "Call ID", "Conversation ID", "联系编号", "شناسه تماس")),
        Column("bounced", "boolean", "Whether it could not be delivered.", True, aliases=("Bounce", "退回",
            "برگشت خورده")),
        Column("opted_out", "boolean", "Whether the customer asked for no more.", True, aliases=(
            "Opt Out", "Unsubscribed", "退订", "لغو اشتراک")),
    ),
    ("invitation_id",),
    happened="sent_at",
)  # fmt: skip


def _item(name: str, comment: str, low: int, high: int, *names: str) -> Column:
    return Column(name, "integer", comment, unit=f"points {low}-{high}", low=low, high=high, aliases=names)


_ABOUT = (
    Column("answer_id", "key", "The answer's number.", aliases=(
        "Response ID", "Respondent ID", "Submission ID", "Id", "答卷编号", "شماره پاسخ")),
    Column("invitation_id", "key", "The invitation it answers.", references="survey_invitations", aliases=(
        "Invitation", "邀请编号", "شماره دعوت")),
    Column("complaint_id", "key", "The case it follows.", references="complaints", aliases=(
        "Case ID", "Ticket ID", "Link to the conversation", "Ticket", "投诉编号", "شماره شکایت")),
    order(comment="The order it follows."),
    Column("sent_at", "instant", "When the customer was asked.", aliases=("Sent", "Invitation Date", "发送时间",
        "تاریخ ارسال")),
    Column("answer_channel", "text", "How the answer came, such as email, web, phone.", aliases=(
        "Channel", "DistributionChannel", "Survey Channel", "hs_survey_channel", "答卷渠道", "کانال پاسخ")),
    Column("completed", "boolean", "Whether the survey was answered to its end.", aliases=("Finished", "Complete",
        "已完成", "تکمیل شده")),
    Column("quote_allowed", "boolean", "Whether the customer's words may be quoted.", aliases=("Allow Quote",
        "允许引用", "اجازه نقل")),
)  # fmt: skip
_ASKED = (
    Column("solved", "boolean", "Was it solved?", aliases=("Resolved", "Issue Solved", "已解决", "حل شد")),
    Column("pressure_free", "boolean", "Could the customer look around without pressure to buy?", aliases=(
        "No Pressure", "无压力", "بدون فشار")),
    Column("hands_on", "boolean", "Could the customer try the product?", aliases=("Tried Product", "亲手体验",
        "تجربه عملی")),
    Column("respect", "boolean", "Was the customer treated with respect?", aliases=("Respectful", "受到尊重",
        "احترام")),
    Column("weight", "real", "Weight of the answer in a weighted sample.", unit="weight", low=0, aliases=("权重",
        "وزن")),
)  # fmt: skip
_WHO = (
    customer("RecipientEmail", comment="Who answered."),
    Column("answered_at", "instant", "When it was answered.", True, aliases=(
        "Date", "Answer Date", "Response Date", "End Date", "Recorded date", "Submitted on",
        "hs_submission_timestamp", "Submitted at", "Completed at", "答复时间", "回答时间", "日期", "تاریخ پاسخ",
            "تاریخ")),
    Column("touchpoint", "text", "After what: relationship, or a kind of contact.", aliases=(
        "Touch Point", "Survey Name", "hs_survey_name", "触点", "نقطه تماس")),
    staff("Rated Operator", "rated_partner_id", comment="Who served the customer before."),
    store(comment="The store the answer is about."),
    product(comment="The product the answer is about."),
    Column("appointment_id", "key", "The appointment it follows.", references="appointments", aliases=(
        "Booking ID", "预约编号", "شماره نوبت")),
)  # fmt: skip
_SCALES = (
    _item("satisfaction", "Overall satisfaction.", 1, 10, "Overall Satisfaction", "Satisfied", "总体满意度", "满意度",
        "رضایت کلی", "رضایت"),
    _item("expectations", "How well expectations were met.", 1, 10, "Expectations Met", "期望满足",
        "برآورده شدن انتظارات"),
    _item("ideal", "How close it came to the ideal.", 1, 10, "Closeness to Ideal", "Ideal Distance", "接近理想",
        "نزدیکی به ایده‌آل"),
    _item("recommend", "How likely the customer is to recommend us.", 0, 10, "NPS", "NPS Score",
        "Likelihood to Recommend",
        "Would Recommend", "推荐意愿", "推荐度", "توصیه"),
    _item("buy_again", "How likely the customer is to buy again.", 0, 10, "Repurchase", "Likelihood to Buy Again",
        "再次购买意愿", "خرید مجدد"),
    _item("csat", "Answer to the satisfaction question, in points of csat_scale, best highest.", 1, 10, "CSAT Score",
        "Satisfaction Score", "Satisfaction Rating", "Rating", "Rating Value", "customersatisfactioncode",
            "Survey results",
        "评分", "امتیاز"),
    Column("csat_scale", "choice", "How many points the satisfaction question has.", unit="points",
        choices=("2", "3", "5", "7", "10"), aliases=("Scale", "Rating Scale", "量表", "مقیاس")),
    _item("effort", "How much effort it took; which end is good depends on effort_version.", 1, 7, "CES",
        "Effort Score",
        "Customer Effort Score", "费力度", "تلاش مشتری"),
    Column("effort_version", "choice", "1: 1-5, low is good; 2: 1-7, high is good.", choices=("1", "2"), aliases=(
        "CES Version", "费力度版本", "نسخه تلاش")),
    _item("approach", "Approach: how the customer was welcomed; empty where it does not apply.", 1, 5, "Welcome",
        "迎接", "استقبال"),
    _item("probe", "Probe: how well the needs were found out.", 1, 5, "Probing", "询问", "نیازسنجی"),
    _item("present", "Present: how well a solution was shown.", 1, 5, "Presentation", "介绍", "ارائه راه حل"),
    _item("listen", "Listen: how well we listened.", 1, 5, "Listening", "倾听", "گوش دادن"),
    _item("close", "End: how the customer was seen off.", 1, 5, "End", "Farewell", "Closing", "结束", "بدرقه"),
)  # fmt: skip
_WORDS = (
    Column("comment", "text", "The customer's own words.", privacy="free_text", aliases=(
        "Comments", "Feedback", "Feedback Comment", "Content", "hs_content", "Open-Ended Response", "评论", "意见",
            "نظر", "توضیح")),
    Column("language", "text", "Language of the answer, as a code.", aliases=("UserLanguage", "Survey Language",
        "语言", "زبان")),
)  # fmt: skip

_SURVEY_ANSWERS = Table(
    "survey_answers",
    "One row is one answered survey.",
    (
        *_ABOUT, *_ASKED, *_WHO, *_SCALES, *_WORDS,
        *(_item(name, f"Item {name} of the ECSI model.", 1, 10) for name in ECSI_ITEMS),
    ),
    ("answer_id",),
    happened="answered_at",
    needs_one_of=_QUESTIONS,
    ordered=(("sent_at", "answered_at"),),
    newest_by=("answered_at",),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_SURVEY_INVITATIONS, _SURVEY_ANSWERS)
"""Contracts of this subject that users load."""
