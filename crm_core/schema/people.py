"""Who: customers and what they agreed to, staff, stores, shifts and notes on conduct."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table
from crm_core.schema.links import staff, store

_CUSTOMERS = Table(
    "customers",
    "One row is one customer: a person or an enterprise.",
    (
        Column("customer_id", "key", "The customer's number in the system the file came from.", aliases=(
            "Customer", "Customer Number", "Customer No", "Client ID", "Cust ID", "CustomerKey", "Account ID",
                "Contact ID",
            "Record ID", "Member ID", "User ID", "Id", "客户编号", "客户ID", "顾客编号", "会员编号", "شناسه مشتری",
                "کد مشتری"),
            privacy="personal"),
        Column("kind", "choice", "Whether the customer is a person or an enterprise.", choices=("person",
            "enterprise"),
            aliases=("Customer Type", "Customer Kind", "Account Type", "客户类型", "نوع مشتری"),
            words=(("individual", "person"), ("private", "person"), ("consumer", "person"), ("b2c", "person"),
                ("company", "enterprise"), ("business", "enterprise"), ("organisation", "enterprise"),
                ("organization", "enterprise"), ("corporate", "enterprise"), ("b2b", "enterprise"), ("个人", "person"),
                ("企业", "enterprise"), ("公司", "enterprise"), ("حقیقی", "person"), ("حقوقی", "enterprise"),
                ("شخص", "person"), ("شرکت", "enterprise"))),
        Column("name", "text", "The person's full name or the enterprise's name.", privacy="personal", aliases=(
            "Full Name", "Customer Name", "Client Name", "Contact Name", "Account Name", "Company Name", "Company",
            "客户姓名", "姓名", "客户名称", "名称", "نام", "نام مشتری", "نام و نام خانوادگی")),
        Column("email", "text", "E-mail address.", privacy="personal", aliases=(
            "Email Address", "Mail", "Contact Email", "邮箱", "电子邮件", "ایمیل", "پست الکترونیک")),
        Column("phone", "text", "Telephone number, best with the country's code.", privacy="personal", aliases=(
            "Phone Number", "Telephone", "Tel", "Mobile", "Mobile Phone", "Contact Phone", "Default Address Phone",
            "电话", "手机", "手机号", "تلفن", "موبایل", "شماره تماس")),
        Column("birth_date", "day", "Day of birth.", privacy="personal", aliases=(
            "Birthdate", "Birthday", "Date of Birth", "DOB", "出生日期", "生日", "تاریخ تولد")),
        Column("gender", "text", "Gender, in the customer's own words.", privacy="personal", aliases=(
            "Sex", "性别", "جنسیت")),
        Column("city", "text", "City of the customer's address.", privacy="personal", aliases=(
            "Town", "Billing City", "Default Address City", "城市", "شهر")),
        Column("region", "text", "Region, state or province of the customer's address.", aliases=(
            "State", "Province", "Province Code", "County", "Default Address Province Code", "Billing State",
            "地区", "省份", "استان", "منطقه")),
        Column("country", "text", "Country of the customer's address.", aliases=(
            "Country Code", "Nation", "Billing Country", "Default Address Country Code",
            "国家", "کشور")),
        Column("language", "text", "Language the customer prefers, as a code such as en, zh, fa.", aliases=(
            "Preferred Language", "Locale", "语言", "زبان")),
        Column("income_band", "text", "Income band, as the workspace names them.", privacy="personal", aliases=(
            "Income", "Income Group", "收入", "收入水平", "درآمد")),
        Column("hobbies", "several", "Hobbies, separated by semicolons.", privacy="personal", aliases=(
            "Hobby", "Interests", "爱好", "兴趣爱好", "علاقه‌مندی‌ها", "سرگرمی")),
        Column("needs", "several",
            "Emotional needs, separated by semicolons: security, belonging, status, ease, delight.",
            privacy="personal", aliases=("Emotional Needs", "Need", "情感需求", "需求", "نیازها", "نیاز عاطفی")),
        Column("belief", "text", "Belief or religion; neither loaded nor shown until the workspace switches it on.",
            privacy="sensitive", aliases=("Religion", "Faith", "信仰", "宗教", "دین", "مذهب")),
        Column("sector", "text", "An enterprise's line of business.", aliases=("Industry", "Branche", "行业", "صنعت")),
        Column("employees", "integer", "Number of employees of an enterprise.", unit="people", low=0, aliases=(
            "Number of Employees", "Headcount", "员工人数", "تعداد کارکنان")),
        Column("revenue_band", "text", "Band of an enterprise's yearly revenue.", aliases=(
            "Annual Revenue", "年收入", "درآمد سالانه")),
        Column("acquisition_channel", "text", "The channel through which the customer was won.", aliases=(
            "Acquisition Source", "Lead Source", "Original Source", "获客渠道", "来源渠道",
                "کانال جذب")),
        Column("referred_by", "key", "The customer who recommended us.", references="customers", privacy="personal",
            aliases=("Referrer", "Referral", "Referrer ID", "推荐人", "معرف")),
        Column("switched_from", "text", "The maker whose customer this was before.", aliases=(
            "Former Brand", "Previous Brand", "Switched Brand", "原品牌", "برند قبلی")),
        Column("joined_on", "day", "Day on which the customer became one.", aliases=(
            "Join Date", "Joined", "Customer Since", "Signup Date", "Registration Date", "Created Date", 
            "Created at", "Create Date", "注册日期", "加入日期", "تاریخ عضویت", "تاریخ ثبت نام")),
        Column("owner_id", "key", "The member of staff who looks after the customer.", references="staff",
            privacy="staff", aliases=("Owner", "Account Manager", "Account Owner", "OwnerId", "Contact Owner",
            "客户经理", "مدیر حساب")),
        Column("key_account", "boolean", "Whether the customer is a key account.", aliases=(
            "Is Key Account", "Strategic Account", "大客户", "重点客户", "مشتری کلیدی")),
        Column("marketing_consent", "boolean", "Whether the customer agreed to marketing.", aliases=(
            "Accepts Marketing", "Accepts Email Marketing", "Newsletter", "Opt In", "营销同意", "رضایت بازاریابی")),
        Column("affinities", "several", "Product groups or topics the customer leans to, separated by semicolons.",
            aliases=("Affinity", "偏好", "ترجیحات")),
        Column("postcode", "text", "Postal code.", privacy="personal", aliases=(
            "Zip", "Zip Code", "Postal Code", "Default Address Zip", "邮编", "کد پستی")),
        Column("updated_at", "instant", "When the record was last changed in its own system.", aliases=(
            "Last Modified Date", "Modified", "Last Updated", "更新时间", "تاریخ ویرایش")),
    ),
    ("customer_id",),
    happened="joined_on",
    later=("updated_at",),
    needs_one_of=("customer_id", "email"),
    newest_by=("updated_at",),
)  # fmt: skip

_CONSENTS = Table(
    "consents",
    "One row is one consent of a customer to one purpose on one channel.",
    (
        Column("customer_id", "key", "Who consented.", True, references="customers", privacy="personal", aliases=(
            "Customer", "Customer Number", "Contact ID", "客户编号", "شناسه مشتری")),
        Column("purpose", "choice", "What for.", True, choices=("marketing", "survey", "profiling", "sensitive"),
            aliases=("Consent Purpose", "目的", "هدف"), words=(("newsletter", "marketing"), ("research", "survey"))),
        Column("channel", "text", "The channel it covers, such as email, phone, sms, post.", True, aliases=(
            "Consent Channel", "渠道", "کانال")),
        Column("given_at", "instant", "When it was given.", True, aliases=(
            "Consent Date", "Opt In Date", "Date", "同意时间", "تاریخ رضایت")),
        Column("withdrawn_at", "instant", "When it was withdrawn.", aliases=(
            "Opt Out Date", "Revoked At", "撤回时间", "تاریخ انصراف")),
        Column("given_through", "text", "Form, page or person through which it was given.", aliases=(
            "Consent Source", "Given Via", "同意方式", "روش رضایت")),
        Column("wording", "text", "The sentence the customer agreed to.", aliases=("Consent Text", "同意内容",
            "متن رضایت")),
    ),
    ("customer_id", "purpose", "channel", "given_at"),
    happened="given_at",
    later=("withdrawn_at",),
    ordered=(("given_at", "withdrawn_at"),),
    newest_by=("withdrawn_at", "given_at"),
)  # fmt: skip

_STAFF = Table(
    "staff",
    "One row is one member of staff.",
    (
        Column("staff_id", "key", "The person's number.", privacy="staff", aliases=(
            "Employee ID", "Employee Number", "Agent ID", "User ID", "Id", "员工编号", "工号", "کد کارمند",
                "کد پرسنلی")),
        Column("name", "text", "The person's name.", True, privacy="staff", aliases=(
            "Full Name", "Employee Name", "Agent", "Agent Name", "Employee", "员工姓名", "姓名", "نام", "نام کارمند")),
        Column("team", "text", "The team the person works in now.", aliases=(
            "Group", "Department", "Office", "团队", "部门", "تیم", "واحد")),
        Column("role", "text", "What the person does.", privacy="staff", aliases=(
            "Position", "Job Title", "Title", "职位", "سمت")),
        store(comment="The store the person works in."),
        Column("hired_on", "day", "First day of work.", privacy="staff", aliases=(
            "Hire Date", "Start Date", "Joined", "入职日期", "تاریخ استخدام")),
        Column("training_completed_on", "day", "Day on which the training before the floor was completed.",
            privacy="staff", aliases=("Training Date", "Training Completed", "培训完成日期", "تاریخ پایان آموزش")),
        Column("left_on", "day", "Last day of work.", privacy="staff", aliases=(
            "Leave Date", "End Date", "Termination Date", "离职日期", "تاریخ ترک کار")),
    ),
    ("staff_id",),
    happened="hired_on",
    later=("training_completed_on", "left_on"),
    planned=("hired_on", "training_completed_on", "left_on"),
    ordered=(("hired_on", "left_on"),),
)  # fmt: skip

_STORES = Table(
    "stores",
    "One row is one store.",
    (
        Column("store_id", "key", "The store's number.", aliases=(
            "Store Number", "Store No", "Store Code", "Branch Code", "Shop ID", "Id", "门店编号", "کد فروشگاه",
                "کد شعبه")),
        Column("name", "text", "The store's name.", True, aliases=(
            "Store", "Store Name", "Shop", "Branch", "Branch Name", "门店", "门店名称", "فروشگاه", "نام فروشگاه",
                "شعبه")),
        Column("city", "text", "City.", aliases=("Town", "城市", "شهر")),
        Column("region", "text", "Region, state or province.", aliases=("State", "Province", "地区", "استان",
            "منطقه")),
        Column("country", "text", "Country.", aliases=("Country Code", "国家", "کشور")),
        Column("opened_on", "day", "First day of business.", aliases=(
            "Opening Date", "Open Date", "Opened", "开业日期", "تاریخ افتتاح")),
        Column("calendar", "text", "Name of the business hours the store keeps.", references="calendars", aliases=(
            "Business Hours", "Opening Hours", "营业时间", "ساعت کاری")),
    ),
    ("store_id",),
    happened="opened_on",
    planned=("opened_on",),
)  # fmt: skip

_SHIFTS = Table(
    "shifts",
    "One row is one planned shift of one member of staff.",
    (
        Column("shift_id", "key", "The shift's number.", aliases=("Roster ID", "Id", "班次编号", "کد شیفت")),
        staff(required=True, comment="Whose shift it is."),
        Column("planned_start", "instant", "When work was to begin.", True, privacy="staff", aliases=(
            "Shift Start", "Scheduled Start", "Start", "计划开始时间", "شروع شیفت")),
        Column("planned_end", "instant", "When work was to end.", privacy="staff", aliases=(
            "Shift End", "Scheduled End", "End", "计划结束时间", "پایان شیفت")),
        Column("arrived_at", "instant", "When the person arrived.", privacy="staff", aliases=(
            "Clock In", "Clocked In", "Actual Start", "Arrival", "实际到达时间", "زمان ورود")),
        Column("excused", "boolean", "Whether a late arrival was excused.", privacy="staff", aliases=(
            "Excused Lateness", "已批准", "موجه")),
    ),
    ("shift_id",),
    happened="planned_start",
    later=("arrived_at",),
    planned=("planned_start", "planned_end"),
    ordered=(("planned_start", "planned_end"),),
)  # fmt: skip

_CONDUCT_NOTES = Table(
    "conduct_notes",
    "One row is one note on conduct, seen by the person and the named manager only.",
    (
        Column("note_id", "key", "The note's number.", aliases=("Id", "记录编号", "شماره یادداشت")),
        staff(required=True, comment="Whom the note is about."),
        Column("noted_on", "day", "Day of the note.", True, privacy="staff", aliases=("Date", "Note Date", "日期",
            "تاریخ")),
        Column("kind", "text", "Kind of note, such as praise, reminder, warning.", True, privacy="staff", aliases=(
            "Type", "类型", "نوع")),
        Column("text", "text", "What was noted.", True, privacy="free_text", aliases=("Note", "Body", "内容", "متن")),
    ),
    ("note_id",),
    happened="noted_on",
)  # fmt: skip

TABLES: tuple[Table, ...] = (_CUSTOMERS, _CONSENTS, _STAFF, _STORES, _SHIFTS, _CONDUCT_NOTES)
"""Contracts of this subject that users load."""
