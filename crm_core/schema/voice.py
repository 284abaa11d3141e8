"""What they say: ideas, votes and comments on them, and published benchmarks."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table
from crm_core.schema.links import customer


def _idea(comment: str) -> Column:
    names = ("Idea", "Suggestion ID", "Post ID", "创意编号", "شماره ایده")
    return Column("idea_id", "key", comment, True, aliases=names, references="ideas")


_IDEAS = Table(
    "ideas",
    "One row is one idea of a customer.",
    (
        Column("idea_id", "key", "The idea's number.", aliases=("Idea", "Suggestion ID", "Post ID", "Id", "创意编号",
            "شماره ایده")),
        customer("Author", "Posted by", comment="Who had it."),
        Column("posted_at", "instant", "When it was posted.", True, aliases=(
            "Date", "Posted", "Created at", "Post Date", "发布时间", "日期", "تاریخ ارسال", "تاریخ")),
        Column("title", "text", "The idea in one line.", True, privacy="free_text", aliases=("Subject", "Headline",
            "标题", "عنوان")),
        Column("body", "text", "The idea in full.", True, privacy="free_text", aliases=(
            "Text", "Description", "Content", "内容", "متن", "شرح")),
        Column("status", "choice", "What became of it.", True, choices=(
            "open", "planned", "started", "completed", "declined", "duplicate"), aliases=("State", "状态", "وضعیت"),
            words=(("new", "open"), ("under review", "open"), ("in progress", "started"), ("done", "completed"),
                ("shipped", "completed"), ("rejected", "declined"), ("已计划", "planned"), ("已完成", "completed"),
                ("已拒绝", "declined"), ("باز", "open"), ("انجام شده", "completed"), ("رد شده", "declined"))),
        Column("duplicate_of", "key", "The idea it repeats.", references="ideas", aliases=("Merged into", "重复于",
            "تکراری از")),
        Column("reply", "text", "Our answer.", privacy="free_text", aliases=("Official Response", "回复", "پاسخ")),
        Column("curated_by", "key", "The member of staff who took it up.", references="staff", privacy="staff",
            aliases=(
            "Curator", "负责人", "مسئول")),
        Column("curated_at", "instant", "When it was taken up.", aliases=("Curation Date", "处理时间", "تاریخ بررسی")),
        Column("score", "real", "Score in its own system.", unit="points", aliases=("Votes", "Points", "得分",
            "امتیاز")),
    ),
    ("idea_id",),
    happened="posted_at",
    later=("curated_at",),
    ordered=(("posted_at", "curated_at"),),
    newest_by=("curated_at", "posted_at"),
)  # fmt: skip

_IDEA_VOTES = Table(
    "idea_votes",
    "One row is one customer's vote for one idea.",
    (
        _idea("The idea voted for."),
        customer("Voter", required=True, comment="Who voted."),
        Column("voted_at", "instant", "When.", True, aliases=("Date", "Vote Date", "投票时间", "日期", "تاریخ رای",
            "تاریخ")),
    ),
    ("idea_id", "customer_id"),
    happened="voted_at",
    newest_by=("voted_at",),
)  # fmt: skip

_IDEA_COMMENTS = Table(
    "idea_comments",
    "One row is one comment on an idea.",
    (
        Column("comment_id", "key", "The comment's number.", aliases=("Id", "评论编号", "شماره نظر")),
        _idea("The idea commented on."),
        customer("Author", comment="Who wrote it."),
        Column("posted_at", "instant", "When.", True, aliases=("Date", "Posted", "Created at", "发布时间", "日期",
            "تاریخ ارسال", "تاریخ")),
        Column("body", "text", "The comment.", True, privacy="free_text", aliases=("Text", "Comment", "Content",
            "内容", "متن", "نظر")),
    ),
    ("comment_id",),
    happened="posted_at",
)  # fmt: skip

_BENCHMARKS = Table(
    "benchmarks",
    "One row is one published figure of one company, or of a whole industry, for one period.",
    (
        Column("company", "text", "The company; the industry's name for the industry as a whole.", True, aliases=(
            "Brand", "Firm", "公司", "شرکت")),
        Column("industry", "text", "The industry.", True, aliases=("Sector", "行业", "صنعت")),
        Column("country", "text", "Where it was measured.", aliases=("Market", "国家", "کشور")),
        Column("metric", "text", "What was measured, such as acsi, nps, handling_seconds.", True, aliases=("Measure",
            "指标", "شاخص")),
        Column("channel", "text", "On which channel.", aliases=("渠道", "کانال")),
        Column("topic", "text", "On which topic.", aliases=("主题", "موضوع")),
        Column("period_start", "day", "First day of the period.", True, aliases=("From", "Start", "Start Date",
            "开始日期", "از تاریخ")),
        Column("period_end", "day", "Last day of the period.", True, aliases=("Until", "To", "End", "End Date", "Date",
            "结束日期", "تا تاریخ")),
        Column("value", "real", "The figure.", True, "as column unit says", aliases=("Score", "数值", "مقدار")),
        Column("unit", "text", "Its unit.", True, aliases=("Units", "单位", "واحد")),
        Column("n", "integer", "How many answers it rests on.", unit="answers", low=0, aliases=("Sample Size",
            "样本量", "حجم نمونه")),
        Column("margin", "real", "Published margin of error, in the figure's unit.", unit="as column unit says", low=0,
            aliases=(
            "Margin of Error", "误差", "حاشیه خطا")),
        Column("citation", "text", "Where it was published.", True, aliases=("Reference", "Source", "来源", "منبع")),
    ),
    ("company", "industry", "country", "metric", "channel", "topic", "period_start", "period_end"),
    happened="period_end",
    ordered=(("period_start", "period_end"),),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_IDEAS, _IDEA_VOTES, _IDEA_COMMENTS, _BENCHMARKS)
"""Contracts of this subject that users load."""
