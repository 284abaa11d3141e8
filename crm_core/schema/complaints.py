"""Complaints and what happened to them."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table
from crm_core.schema.links import CUSTOMER_NAMES, order, product, staff, store

_KIND_WORDS = (
    ("grievance", "complaint"), ("dissatisfaction", "complaint"), ("problem", "complaint"), ("inquiry", "question"),
    ("enquiry", "question"), ("query", "question"), ("information", "question"), ("feature request", "request"),
    ("service request", "request"), ("task", "request"), ("compliment", "praise"), ("thanks", "praise"),
    ("投诉", "complaint"), ("咨询", "question"), ("请求", "request"), ("事件", "incident"), ("表扬", "praise"),
        ("其他", "other"),
    ("شکایت", "complaint"), ("سوال", "question"), ("پرسش", "question"), ("درخواست", "request"), ("رخداد", "incident"),
    ("تقدیر", "praise"), ("سایر", "other"),
)  # fmt: skip
_SEVERITY_WORDS = (
    ("lowest", "low"), ("minor", "low"), ("p4", "low"), ("medium", "normal"), ("moderate", "normal"), ("p3", "normal"),
    ("major", "high"), ("p2", "high"), ("urgent", "critical"), ("highest", "critical"), ("blocker", "critical"),
    ("p1", "critical"), ("低", "low"), ("中", "normal"), ("普通", "normal"), ("高", "high"), ("紧急", "critical"),
    ("严重", "critical"), ("کم", "low"), ("متوسط", "normal"), ("عادی", "normal"), ("زیاد", "high"), ("بالا", "high"),
    ("فوری", "critical"), ("بحرانی", "critical"),
)  # fmt: skip
_STATUS_WORDS = (
    ("new", "open"), ("active", "open"), ("in progress", "open"), ("working", "open"), ("assigned", "open"),
    ("escalated", "open"), ("reopened", "open"), ("researching", "open"), ("waiting on us",
        "open"),
    ("hold", "pending"), ("on hold", "pending"), ("waiting", "pending"),
    ("waiting on contact", "pending"), ("waiting on customer", "pending"), ("waiting on third party", "pending"),
    ("waiting for details", "pending"), ("waiting for customer", "pending"), ("awaiting customer", "pending"),
    ("snoozed", "pending"),
    ("solved", "resolved"), ("closed", "resolved"), ("done", "resolved"), ("completed", "resolved"),
    ("fixed", "resolved"), ("problem solved", "resolved"), ("information provided", "resolved"),
    ("cancelled", "withdrawn"), ("canceled", "withdrawn"), ("cancelled by customer", "withdrawn"),
    ("declined", "rejected"), ("refused", "rejected"), ("merged", "duplicate"), ("closed as duplicate", "duplicate"),
    ("新建", "open"), ("处理中", "open"), ("未解决", "open"), ("待处理", "open"), ("等待客户", "pending"), ("挂起",
        "pending"),
    ("已解决", "resolved"), ("已关闭", "resolved"), ("已撤回", "withdrawn"), ("已取消", "withdrawn"), ("已拒绝",
        "rejected"),
    ("重复", "duplicate"), ("باز", "open"), ("در حال بررسی", "open"), ("در انتظار", "pending"), ("حل شده", "resolved"),
    ("بسته", "resolved"), ("بسته شده", "resolved"), ("لغو شده", "withdrawn"), ("پس گرفته شده", "withdrawn"),
    ("رد شده", "rejected"), ("تکراری", "duplicate"),
)  # fmt: skip
_OUTCOME_WORDS = (
    ("justified", "upheld"), ("accepted", "upheld"), ("granted", "upheld"), ("partially upheld", "partly"),
    ("partial", "partly"), ("partly upheld", "partly"), ("unjustified", "rejected"), ("not upheld", "rejected"),
    ("denied", "rejected"), ("gesture", "goodwill"), ("成立", "upheld"), ("部分成立", "partly"), ("不成立",
        "rejected"),
    ("وارد", "upheld"), ("تا حدی وارد", "partly"), ("ناوارد", "rejected"),
)  # fmt: skip
CURRENCY = "workspace currency"

_COMPLAINTS = Table(
    "complaints",
    "One row is one case: a complaint, or a ticket of another kind.",
    (
        Column("complaint_id", "key", "The case's number.", aliases=(
            "Unique Key", "Case ID", "Case Number", "Ticket ID", "Ticket Number", 
                "Ticket",
            "ticket_ref", "Ticket IDs Sequence", "Complaint Number", "Complaint No", "Conversation ID", "Reference",
                "Id",
            "hs_object_id", "投诉编号", "工单编号", "شماره شکایت", "شماره تیکت", "کد شکایت")),
        Column("kind", "choice", "What the case is; missing means complaint.",
            choices=("complaint", "question", "request", "incident", "praise", "other"), words=_KIND_WORDS, aliases=(
                "Type", "Ticket Type", "Case Type", "ticket_type_id", "casetypecode", "类型", "工单类型", "نوع")),
        Column("customer_id", "key", "Who complains.", references="customers", privacy="personal", aliases=(
            *CUSTOMER_NAMES, "Requester id", "Requester external id", "Complainant", "primarycontactid")),
        Column("email", "text", "The customer's address, where the file has no number.", privacy="personal", aliases=(
            "Email Address", "Requester email", "Requester Mail", "Contact Email", "SuppliedEmail",
            "Customer Email", "partner_email", "Contact Email Address", "邮箱", "电子邮件", "ایمیل")),
        Column("category", "text", "What it is about.", aliases=(
            "Complaint Type", "Case Reason", "Reason", "Complaint Category", "Issue Type", "hs_ticket_category",
            "subjectid", "Topic", "Issue", "类别", "投诉类型", "دسته", "نوع شکایت", "موضوع شکایت")),
        Column("subcategory", "text", "What exactly.", aliases=(
            "Descriptor", "Sub-Category", "Subtype", "Sub-issue", "Complaint Subtype", "子类别", "زیردسته")),
        Column("severity", "choice", "How grave it is.", choices=("low", "normal", "high", "critical"),
            words=_SEVERITY_WORDS, aliases=("Priority", "Urgency", "hs_ticket_priority", "prioritycode", "严重程度",
                "优先级",
                "شدت", "اولویت")),
        Column("channel", "text", "How it came in.", aliases=(
            "Via", "Source", "Case Origin", "Origin", "caseorigincode", "source_type", "Submitted via", "Inbox",
                "渠道",
            "来源渠道", "کانال")),
        Column("opened_at", "instant", "When it was opened.", True, aliases=(
            "Open Date", "Date Opened", "Opened", "Created", "Created at", "Created Time", "Created Date",
                
            "Create date", "createdon", "Creation Date", "Date/Time Opened", "Date Received", "Received", "Date",
                "Open Time",
            "开始时间", "创建时间", "投诉时间", "日期", "تاریخ ثبت", "تاریخ ایجاد", "تاریخ شکایت", "تاریخ")),
        Column("first_response_at", "instant", "When the customer had a first answer from a person.", aliases=(
            "Initial response time", "First Response", "First Response Date", "First Reply", "First Reply At",
            "First agent email response date", "first_agent_reply_date", "首次响应时间", "اولین پاسخ",
                "زمان اولین پاسخ")),
        Column("resolved_at", "instant", "When it was settled; the last time, if it was reopened.", aliases=(
            "Close Date", "Closed Date", "Date/Time Closed", "Date Closed", "Closed", "Closed Time",
            "Solved at", "Resolved Time", "Resolved", "Resolved Date", "Resolution Date", 
            "Last Closed Date", "hs_last_closed_date", "解决时间", "关闭时间", "تاریخ حل", "تاریخ بستن", "تاریخ رفع")),
        Column("closed_at", "instant", "When it ended without being settled: the customer withdrew it.", aliases=(
            "Withdrawn at", "Withdrawal Date", "撤回时间", "تاریخ انصراف")),
        Column("due_at", "instant", "When it should be settled.", aliases=(
            "Due by Time", "Due", "Resolve By", "SLA Deadline", "Time to close SLA due date", "Deadline",
            "截止时间", "مهلت", "سررسید")),
        Column("updated_at", "instant", "When the record was last changed in its own system.", aliases=(
            "Last update time", "Last updated time", "Last Modified Date", "modifiedon",
                "Last Updated",
            "write_date", "更新时间", "تاریخ بروزرسانی")),
        Column("status", "choice", "Where it stands; missing: told from resolved_at.",
            choices=("open", "pending", "resolved", "withdrawn", "rejected", "duplicate"), words=_STATUS_WORDS,
                aliases=(
                "Ticket status", "Case Status", "State", "Stage", "stage_id", "hs_pipeline_stage", "statecode", "状态",
                    "وضعیت")),
        Column("duplicate_of", "key", "The case it repeats.", references="complaints", aliases=(
            "Parent Case", "ParentId", "parentcaseid", "Master Record ID", "Merged into", "重复于",
                "تکراری از")),
        Column("outcome", "choice", "How it ended for the customer.", choices=("upheld", "partly", "rejected",
            "goodwill"),
            words=_OUTCOME_WORDS, aliases=("Decision", "Result", "处理结果", "نتیجه")),
        Column("root_cause", "text", "Why it came about.", aliases=("Cause", "Root Cause Code", "根本原因", "علت",
            "علت ریشه‌ای")),
        staff(),
        Column("team", "text", "The team in charge, as it was then.", aliases=(
            "Group", "Office", "Department", "Helpdesk Team", "team_id", "OwningTeam", "Business Unit", "团队", "部门",
            "تیم", "واحد")),
        store(),
        product(),
        order("client_order_ref", comment="The order it is about."),
        Column("reopens", "integer", "How often it was reopened.", unit="times", low=0, aliases=(
            "Reopen Count", "Times Reopened", "重开次数", "تعداد بازگشایی")),
        Column("replies", "integer", "How many answers we wrote.", unit="messages", low=0, aliases=(
            "Agent interactions", "Number of Replies", "回复次数", "تعداد پاسخ")),
        Column("paused_seconds", "seconds", "Time in which we waited for somebody else.", unit="seconds", low=0,
            aliases=(
            "Paused", "Pause Time", "暂停时长", "زمان توقف")),
        Column("refund", "money", "Money paid back.", unit=CURRENCY, aliases=("Refund Amount", "退款", "مبلغ برگشتی")),
        Column("compensation", "money", "Money or vouchers given for the trouble.", unit=CURRENCY, aliases=(
            "Compensation Amount", "赔偿", "جبران خسارت")),
        Column("tags", "several", "Words attached to the case, separated by semicolons.", aliases=(
            "Labels", "tag_ids", "标签", "برچسب‌ها")),
        Column("summary", "text", "What the customer said, in short.", privacy="free_text", aliases=(
            "Subject", "Case Title", "Ticket name", "Title", "Description", "Ticket description", "Complaint",
                "Message",
            "摘要", "主题", "内容", "خلاصه", "شرح", "متن شکایت")),
        Column("source_first_response_seconds", "seconds", "Time to the first answer as its own system states it.",
            unit="seconds", low=0, aliases=("First response time (in hrs)", "first_response_hours")),
        Column("source_resolution_seconds", "seconds", "Time to the end as its own system states it.", unit="seconds",
            low=0,
            aliases=("Resolution time (in hrs)", "Time to close", "close_hours")),
        Column("source_sla_met", "boolean", "Whether its own system says that the promise was kept.", aliases=(
            "Resolution status", "SLA Met", "Within SLA")),
    ),
    ("complaint_id",),
    happened="opened_at",
    later=("first_response_at", "resolved_at", "closed_at", "updated_at"),
    planned=("due_at",),
    ordered=(("opened_at", "first_response_at"), ("opened_at", "resolved_at"), ("opened_at", "closed_at")),
    newest_by=("updated_at",),
)  # fmt: skip

_COMPLAINT_EVENTS = Table(
    "complaint_events",
    "One row is one thing that happened to a case; where events exist they overrule the case's three instants.",
    (
        Column("event_id", "key", "The event's number.", aliases=("Activity ID", "Id", "事件编号", "شماره رویداد")),
        Column("complaint_id", "key", "The case.", True, references="complaints", aliases=(
            "Case ID", "Ticket ID", "Case Number", "IncidentId", "投诉编号", "工单编号", "شماره شکایت")),
        Column("happened_at", "instant", "When it happened.", True, aliases=(
            "Date", "Event Date", "Event Time", "Timestamp", "Created at", "CreatedOn", "时间", "تاریخ", "زمان")),
        Column("kind", "choice", "What happened.", True, choices=(
            "opened", "assigned", "responded", "paused", "resumed", "resolved", "reopened", "closed"), aliases=(
            "Event", "Event Type", "Type", "Action", "Activity", "事件类型", "نوع رویداد"),
            words=(("created", "opened"), ("replied", "responded"), ("solved", "resolved"))),
        staff(comment="Who did it."),
    ),
    ("event_id",),
    happened="happened_at",
)  # fmt: skip

TABLES: tuple[Table, ...] = (_COMPLAINTS, _COMPLAINT_EVENTS)
"""Contracts of this subject that users load."""
