"""What people do with the product: matching, follow-ups, segments, campaigns, targets, notes and mail."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table


def _customer(name: str = "customer_id", comment: str = "The customer.") -> Column:
    return Column(name, "key", comment, True, references="customers", privacy="personal")


def _person(name: str, comment: str) -> Column:
    return Column(name, "text", comment, privacy="staff")


_CUSTOMER_KEYS = Table(
    "customer_keys",
    "One row is one key by which one system knows a customer.",
    (
        Column("source", "text", "The system.", True),
        Column("kind", "choice", "What kind of key.", True, choices=("id", "email", "phone", "name")),
        Column("key", "key", "The key, folded for matching.", True, privacy="personal"),
        _customer(),
    ),
    ("source", "kind", "key", "customer_id"),
    origin="own",
)
_SUPPRESSIONS = Table(
    "suppressions",
    "One row is one address that must not be written to; it survives erasure as a hash.",
    (
        Column("hash", "key", "Keyed hash of the folded address.", True),
        Column("reason", "text", "Why: opt_out, bounce, erasure, complaint.", True),
        Column("at", "instant", "Since when.", True),
    ),
    ("hash",),
    origin="own",
    happened="at",
)
_CUSTOMER_MATCHES = Table(
    "customer_matches",
    "One row is one decision about two records of a customer; merging never deletes a source record.",
    (
        Column("match_id", "key", "The decision's number.", True),
        _customer("survivor_id", "The record that stands for both."),
        _customer("merged_id", "The record that is shown under the survivor."),
        Column("rule", "text", "The rule that found the pair.", True),
        Column("score", "real", "How sure the rule is.", unit="share", low=0, high=1),
        Column("state", "choice", "What was decided.", choices=("suggested", "merged", "kept_apart", "undone")),
        _person("decided_by", "Who decided."),
        Column("decided_at", "instant", "When."),
        Column("undone_at", "instant", "When the decision was taken back."),
    ),
    ("match_id",),
    origin="own",
    happened="decided_at",
    later=("undone_at",),
)
_CUSTOMER_IDENTITY = Table(
    "customer_identity",
    "One row is one merged record and the record that stands for it, chains resolved.",
    (_customer(), _customer("survivor_id", "The record that stands for it.")),
    ("customer_id",),
    origin="own",
)
_FOLLOW_UPS = Table(
    "follow_ups",
    "One row is one promise to get back to a customer.",
    (
        Column("follow_up_id", "key", "The follow-up's number.", True),
        Column("reason", "choice", "Why.", True, choices=(
            "low_score", "late_complaint", "falling_tier", "leaving_owner", "manual")),
        _customer(),
        Column("complaint_id", "key", "The complaint behind it.", references="complaints"),
        Column("answer_id", "key", "The survey answer behind it.", references="survey_answers"),
        Column("owner_id", "key", "Who looks after it.", True, references="staff", privacy="staff"),
        Column("due_at", "instant", "By when.", True),
        Column("opened_at", "instant", "Since when.", True),
        Column("first_contact_at", "instant", "When the customer was first reached."),
        Column("done_at", "instant", "When it was done."),
        Column("outcome", "text", "How it ended."),
        Column("note", "text", "What was said.", privacy="free_text"),
        Column("asked_again_answer_id", "key", "The answer given when asked again.", references="survey_answers"),
    ),
    ("follow_up_id",),
    origin="own",
    happened="opened_at",
    later=("first_contact_at", "done_at"),
    planned=("due_at",),
    ordered=(("opened_at", "first_contact_at"), ("opened_at", "done_at")),
)  # fmt: skip
_SEGMENTS = Table(
    "segments",
    "One row is one saved segment of customers.",
    (
        Column("name", "text", "Its name.", True),
        Column("conditions", "text", "Its conditions, as JSON.", True),
        _person("created_by", "Who saved it."),
        Column("created_at", "instant", "When.", True),
    ),
    ("name",),
    origin="own",
    happened="created_at",
)
_CAMPAIGNS = Table(
    "campaigns",
    "One row is one campaign.",
    (
        Column("name", "text", "Its name.", True),
        Column("segment", "text", "The segment it goes to.", True, references="segments"),
        Column("created_at", "instant", "When it was set up.", True),
        Column("sent_at", "instant", "When it was sent."),
        Column("hold_out_share", "real", "Share of the audience that gets nothing.", True, "share", low=0, high=1),
    ),
    ("name",),
    origin="own",
    happened="created_at",
    later=("sent_at",),
)
_CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    "One row is one customer of a campaign's audience.",
    (
        Column("campaign", "text", "The campaign.", True, references="campaigns"),
        _customer(),
        Column(
            "arm", "choice", "Whether the customer is written to or held out.", True, choices=("target", "hold_out")
        ),
        Column("sent_at", "instant", "When the mail was sent."),
        Column("responded_at", "instant", "When the customer responded."),
        Column("excluded_reason", "text", "Why the customer was left out at sending."),
    ),
    ("campaign", "customer_id"),
    origin="own",
    later=("sent_at", "responded_at"),
)
_TARGETS = Table(
    "targets",
    "One row is one target for one number.",
    (
        Column("metric", "text", "The metric and its column.", True),
        Column("group", "text", "The group it holds for; empty for the whole."),
        Column("value", "real", "The target, in the metric's unit.", True, "as the metric says"),
        Column("valid_from", "day", "Since when.", True),
    ),
    ("metric", "group", "valid_from"),
    origin="own",
)
_EVENT_NOTES = Table(
    "event_notes",
    "One row is one event, drawn on every chart over time.",
    (
        Column("date", "day", "The day.", True),
        Column("text", "text", "What happened.", True, privacy="free_text"),
        Column("scope", "text", "Where it applies; empty for everywhere."),
    ),
    ("date", "text"),
    origin="own",
    happened="date",
)
_NOTES = Table(
    "notes",
    "One row is one note that a person wrote on a record.",
    (
        Column("note_id", "key", "The note's number.", True),
        Column("subject", "text", "The table of the record the note is on, such as customers.", True),
        Column("subject_id", "key", "The record's key.", True),
        Column("text", "text", "The note.", True, privacy="free_text"),
        _person("written_by", "Who wrote it."),
        Column("written_at", "instant", "When.", True),
    ),
    ("note_id",),
    origin="own",
    happened="written_at",
)
_MAIL_QUEUE = Table(
    "mail_queue",
    "One row is one mail that waits, was sent or failed.",
    (
        Column("mail_id", "key", "The mail's number.", True),
        _customer(),
        Column("purpose", "choice", "What for.", True, choices=("survey", "reminder", "marketing", "follow_up")),
        Column("campaign", "text", "The campaign it belongs to.", references="campaigns"),
        Column("invitation_id", "key", "The invitation it carries.", references="survey_invitations"),
        Column("address", "text", "Where it goes.", True, privacy="personal"),
        Column("language", "text", "Its language."),
        Column("subject", "text", "Its subject.", True),
        Column("body", "text", "Its text.", True, privacy="free_text"),
        Column("token", "text", "Secret of the link in it.", privacy="personal"),
        Column("queued_at", "instant", "When it was written.", True),
        Column("due_at", "instant", "Not before.", True),
        Column("sent_at", "instant", "When the mail server took it."),
        Column("state", "choice", "Where it stands.", True, choices=("waiting", "sent", "failed", "cancelled")),
        Column("attempts", "integer", "How often it was tried.", True, "times", low=0),
        Column("failure", "text", "What the mail server said."),
    ),
    ("mail_id",),
    origin="own",
    happened="queued_at",
    later=("sent_at",),
    planned=("due_at",),
)
_OPT_OUTS = Table(
    "opt_outs",
    "One row is one customer's wish not to be written to.",
    (
        _customer(),
        Column("purpose", "choice", "For what.", True, choices=("marketing", "survey", "profiling", "all")),
        Column("channel", "text", "On which channel; empty for all."),
        Column("at", "instant", "Since when.", True),
        Column("given_through", "text", "Where the wish was given."),
    ),
    ("customer_id", "purpose", "channel"),
    origin="own",
    happened="at",
)
_TIER_LOCKS = Table(
    "tier_locks",
    "One row is one customer's tier held by hand until a day.",
    (
        _customer(),
        Column("scheme", "text", "The tier scheme.", True),
        Column("tier", "text", "The tier.", True),
        Column("locked_from", "day", "First day.", True),
        Column("locked_until", "day", "Last day.", True),
        Column("reason", "text", "Why.", True, privacy="free_text"),
        _person("locked_by", "Who decided."),
    ),
    ("customer_id", "scheme", "locked_from"),
    origin="own",
    happened="locked_from",
    planned=("locked_until",),
)

TABLES: tuple[Table, ...] = (
    _CUSTOMER_KEYS, _SUPPRESSIONS, _CUSTOMER_MATCHES, _CUSTOMER_IDENTITY, _FOLLOW_UPS, _SEGMENTS, _CAMPAIGNS,
    _CAMPAIGN_MEMBERS, _TARGETS, _EVENT_NOTES, _NOTES, _MAIL_QUEUE, _OPT_OUTS, _TIER_LOCKS,
)  # fmt: skip
"""Tables that the product's actions fill."""
