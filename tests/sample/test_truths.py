"""Every truth that the README states is found again in the files."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from crm_core.sample.truths import TRUTHS
from tests.sample.calls import answered, half_done

Sample = Callable[[str], pd.DataFrame]
LAST_YEAR = pd.Timestamp("2025-11-01", tz="UTC")
END = pd.Timestamp("2026-11-01", tz="UTC")


def sold(sample: Sample) -> pd.DataFrame:
    lines = sample("purchases")
    return lines[(lines.order_status == "paid") & lines.trial.isna()]


def share(flags: pd.Series) -> float:
    return 100 * flags.astype(float).mean()


def listen(sample: Sample, weak: bool) -> float:
    answers = sample("survey_answers").dropna(subset=["listen"])
    return answers.listen[(answers.store_id == "S11") == weak].mean()


def faulty(sample: Sample) -> pd.DataFrame:
    cases = sample("complaints")
    return cases[cases.product_id == "P23"]


def care(sample: Sample) -> pd.DataFrame:
    cases = sample("complaints")
    cases = cases[cases.resolved_at.notna() & (cases.reopens == 0) & (cases.product_id != "P23")]
    return cases.assign(took=(cases.resolved_at - cases.opened_at).dt.total_seconds(), west=cases.team == "Care West")


def within_mix(sample: Sample) -> float:
    cases = care(sample).assign(took=lambda c: np.log(c.took))
    usual = cases[~cases.west].groupby(["category", "severity"]).took.mean().rename("usual")
    west = cases[cases.west].join(usual, on=["category", "severity"])
    return float(np.exp((west.took - west.usual).mean()))


def content(sample: Sample, team: str | None, year: int) -> float:
    answers = sample("survey_answers").merge(sample("staff")[["staff_id", "team"]], on="staff_id")
    start, end = (pd.Timestamp(f"{2022 + year + k}-11-01", tz="UTC") for k in (0, 1))
    chosen = (answers.touchpoint == "support") & (answers.answered_at >= start) & (answers.answered_at < end)
    if team:
        chosen &= answers.team == team
    return share(answers.csat[chosen] >= 4)


def top_fifth(sample: Sample) -> float:
    lines = sold(sample).dropna(subset=["customer_id"])
    profit = lines.profit * (1 - lines.returned_quantity.fillna(0) / lines.quantity)
    by_customer = profit.groupby(lines.customer_id).sum().sort_values(ascending=False)
    return 100 * by_customer.iloc[: len(by_customer) // 5].sum() / by_customer.sum()


def revenue_of(sample: Sample, chosen: pd.Series, since: pd.Timestamp | None = None) -> float:
    lines = sold(sample)
    lines = lines[lines.bought_at >= since] if since is not None else lines
    mine = lines.customer_id.isin(sample("customers").customer_id[chosen])
    return 100 * lines.revenue[mine].sum() / lines.revenue.sum()


def converted(sample: Sample) -> float:
    lines = sample("purchases")
    tried = lines[lines.trial.notna() & (lines.order_status == "paid")].groupby("customer_id").bought_at.min()
    tried = tried[tried <= END - pd.Timedelta(days=60)].rename("tried")
    paid = sold(sample).query("product_id == 'P60'").join(tried, on="customer_id", how="inner")
    soon = paid[(paid.bought_at > paid.tried) & (paid.bought_at <= paid.tried + pd.Timedelta(days=60))]
    return 100 * soon.customer_id.nunique() / len(tried)


def workshop_guests(sample: Sample) -> pd.Series:
    held = sample("attendances").query("programme == 'workshop' and attended")
    first = held.groupby("customer_id").held_at.min()
    return first[first <= END - pd.Timedelta(days=90)].rename("held")


def bought_within_90_days(sample: Sample, since: pd.Series) -> pd.Series:
    lines = (
        sample("purchases").query("order_status == 'paid'").join(since.rename("since"), on="customer_id", how="inner")
    )
    soon = lines[(lines.bought_at > lines.since) & (lines.bought_at <= lines.since + pd.Timedelta(days=90))]
    return pd.Series(since.index.isin(soon.customer_id), index=since.index)


def switchers_active(sample: Sample) -> float:
    people = sample("customers").dropna(subset=["switched_from"])
    people = people[people.joined_on + pd.Timedelta(days=180) < END.tz_localize(None)]
    lines = sold(sample).merge(people[["customer_id", "joined_on"]], on="customer_id")
    day = (lines.bought_at.dt.tz_localize(None).dt.normalize() - lines.joined_on).dt.days
    return 100 * lines.customer_id[day.between(91, 180)].nunique() / len(people)


def recorded_twice(sample: Sample) -> int:
    people = sample("customers").dropna(subset=["email"])
    return int(people.assign(email=people.email.str.lower()).duplicated(["email", "name"]).sum())


def late(sample: Sample, who: str) -> int:
    shifts = sample("shifts").query("staff_id == @who")
    return int(((shifts.arrived_at - shifts.planned_start > pd.Timedelta(minutes=6)) & shifts.excused.isna()).sum())


def untrained(sample: Sample) -> int:
    shifts = sample("shifts").merge(sample("staff"), on="staff_id").query("staff_id == 'E096'")
    return int((shifts.planned_start.dt.tz_localize(None).dt.normalize() < shifts.training_completed_on).sum())


def last_answers(sample: Sample) -> pd.DataFrame:
    answers = sample("survey_answers").query("touchpoint == 'relationship'")
    answers = answers[answers.answered_at >= LAST_YEAR].sort_values(["answered_at", "answer_id"])
    return answers.drop_duplicates("customer_id", keep="last")


def index(answers: pd.DataFrame) -> float:
    return 100 * (answers[["satisfaction", "expectations", "ideal"]].mean().sum() - 3) / 27


def nps(answers: pd.DataFrame) -> float:
    return share(answers.recommend >= 9) - share(answers.recommend <= 6)


LEAVERS = ["E153", "E157"]
FOUND: dict[str, Callable[[Sample], float]] = {
    "weak_store_listen": lambda s: listen(s, weak=True),
    "other_stores_listen": lambda s: listen(s, weak=False),
    "faulty_before": lambda s: (faulty(s).opened_at < pd.Timestamp("2026-05-01", tz="UTC")).sum(),
    "faulty_since": lambda s: len(faulty(s)),
    "faulty_open": lambda s: faulty(s).status.isin(["open", "pending"]).sum(),
    "care_west_median": lambda s: care(s).query("west").took.median() / 3600,
    "care_others_median": lambda s: care(s).query("not west").took.median() / 3600,
    "care_west_within_mix": within_mix,
    "reopened": lambda s: (s("complaints").reopens > 0).sum(),
    "withdrawn_share": lambda s: share(s("complaints").status == "withdrawn"),
    "no_complaint_share": lambda s: share(s("complaints").kind != "complaint"),
    "open_cases": lambda s: s("complaints").status.isin(["open", "pending"]).sum(),
    "csat_phone_2": lambda s: content(s, "Phone Support", 2),
    "csat_phone_3": lambda s: content(s, "Phone Support", 3),
    "csat_chat_2": lambda s: content(s, "Chat Support", 2),
    "csat_chat_3": lambda s: content(s, "Chat Support", 3),
    "csat_both_2": lambda s: content(s, None, 2),
    "csat_both_3": lambda s: content(s, None, 3),
    "top_fifth_profit": top_fifth,
    "key_account_revenue": lambda s: revenue_of(s, s("customers").key_account),
    "anonymous_lines": lambda s: share(s("purchases").query("channel == 'store'").customer_id.isna()),
    "returned_lines": lambda s: share(sold(s).returned_at.notna()),
    "trial_conversion": converted,
    "workshop_with": lambda s: share(bought_within_90_days(s, workshop_guests(s))),
    "leavers_customers": lambda s: s("customers").owner_id.isin(LEAVERS).sum(),
    "leavers_revenue": lambda s: revenue_of(s, s("customers").owner_id.isin(LEAVERS), LAST_YEAR),
    "falconers": lambda s: s("customers").hobbies.str.split(";").explode().eq("falconry").sum(),
    "switchers": lambda s: s("customers").switched_from.notna().sum(),
    "switchers_active": switchers_active,
    "recorded_twice": recorded_twice,
    "late_e094": lambda s: late(s, "E094"),
    "late_e095": lambda s: late(s, "E095"),
    "untrained_shifts": untrained,
    "index_last_year": lambda s: index(last_answers(s)),
    "nps_last_year": lambda s: nps(last_answers(s)),
    "live_answered": answered,
    "order_status_half": lambda s: half_done(s, "order status"),
    "repair_half": lambda s: half_done(s, "repair"),
}
COUNTERFACTUAL = "workshop_without"
"""What guests would have done without the workshop: no file can say it, a matched comparison must find it."""


@pytest.mark.parametrize("name", FOUND)
def test_a_stated_truth_is_found_again_in_the_files(name: str, sample: Sample, stated: dict[str, str]):
    digits = {truth.name: truth.digits for truth in TRUTHS}[name]

    found = FOUND[name](sample)

    # The README is rounded; half a unit of its last digit, and a breath for a value that lies on the edge.
    assert float(found) == pytest.approx(float(stated[name]), abs=0.5000001 * 10**-digits)


def test_every_planted_truth_is_stated_and_looked_for(stated: dict[str, str]):
    names = {truth.name for truth in TRUTHS}

    assert set(stated) == names
    assert set(FOUND) | {COUNTERFACTUAL} == names


def test_matched_customers_show_what_a_workshop_brings_and_a_plain_comparison_finds_too_much(
    sample: Sample, stated: dict[str, str]
):
    truth = float(stated["workshop_with"]) - float(stated["workshop_without"])
    guests = workshop_guests(sample)
    people = sample("customers").query("kind == 'person'").customer_id
    ever = sample("attendances").query("programme == 'workshop' and attended").customer_id
    others = people[~people.isin(ever)].to_numpy()
    # Everybody who never came stands in for four guests, each at that guest's date.
    dates = np.resize(guests.sort_values().to_numpy(), len(others) * 4)
    pool = pd.DataFrame({"customer_id": np.tile(others, 4), "held": np.random.default_rng(7).permutation(dates)})
    pool["held"] = pd.to_datetime(pool.held, utc=True)
    both = pd.concat([guests.reset_index().assign(guest=True), pool.assign(guest=False)], ignore_index=True)

    orders = sample("purchases").query("order_status == 'paid'")[["customer_id", "order_id", "bought_at"]]
    orders = orders.drop_duplicates("order_id").dropna(subset=["customer_id"])
    joined = both.reset_index().merge(orders, on="customer_id")
    before = joined[(joined.bought_at < joined.held) & (joined.bought_at >= joined.held - pd.Timedelta(days=365))]
    after = joined[(joined.bought_at > joined.held) & (joined.bought_at <= joined.held + pd.Timedelta(days=90))]
    both["before"] = before.groupby("index").size().reindex(both.index, fill_value=0).clip(upper=8)
    both["bought"] = both.index.isin(after["index"])
    with_it = both[both.guest].groupby("before").bought.agg(["mean", "size"])
    without = both[~both.guest].groupby("before").bought.mean()
    matched = 100 * ((with_it["mean"] - without) * with_it["size"]).sum() / with_it["size"].sum()
    plain = 100 * (both.bought[both.guest].mean() - both.bought[~both.guest].mean())

    # About a thousand guests: the standard error of the difference is 1.6 points.
    assert matched == pytest.approx(truth, abs=4)
    assert plain > truth + 6


def test_lyon_is_the_one_store_whose_weakest_step_is_listen(sample: Sample):
    answers = sample("survey_answers").query("touchpoint == 'store_visit'")
    stores = answers.groupby("store_id")[["approach", "probe", "present", "listen", "close"]].agg(["mean", "sem"])

    lyon = stores.loc["S11"]
    others = stores.drop(index="S11")

    assert stores["listen"]["mean"].idxmin() == "S11"
    assert lyon["listen"]["mean"] + 3 * lyon["listen"]["sem"] < others["listen"]["mean"].min()
    assert lyon["listen"]["mean"] < lyon[["approach", "probe", "present", "close"]].xs("mean", level=1).min() - 0.5


def test_the_faulty_products_backlog_grows_every_month(sample: Sample):
    cases = faulty(sample)
    ends = pd.date_range("2026-06-01", "2026-11-01", freq="MS", tz="UTC")

    open_at = [((cases.opened_at < end) & ~(cases.resolved_at < end) & ~(cases.closed_at < end)).sum() for end in ends]

    assert open_at[0] > 0
    assert all(later > earlier for earlier, later in zip(open_at, open_at[1:], strict=False))


def test_each_support_team_improves_while_their_total_falls(stated: dict[str, str]):
    values = {name: float(value) for name, value in stated.items() if name.startswith("csat_")}

    assert values["csat_phone_3"] > values["csat_phone_2"] + 1
    assert values["csat_chat_3"] > values["csat_chat_2"] + 3
    assert values["csat_both_3"] < values["csat_both_2"] - 4


def test_care_west_is_slow_by_its_mix_alone(stated: dict[str, str]):
    west, others = float(stated["care_west_median"]), float(stated["care_others_median"])

    assert west > 2 * others
    assert float(stated["care_west_within_mix"]) == pytest.approx(1, abs=0.08)


def test_listen_is_worth_most_among_the_five_steps(sample: Sample):
    steps = ["listen", "probe", "present", "approach", "close"]
    answers = sample("survey_answers").dropna(subset=[*steps, "satisfaction", "expectations", "ideal"])
    score = answers[["satisfaction", "expectations", "ideal"]].mean(axis=1).to_numpy()
    known = np.column_stack([np.ones(len(answers)), answers[steps].to_numpy(dtype=float)])

    worth = np.linalg.lstsq(known, score, rcond=None)[0][1:]

    # Planted: .5, .3, .2, .15, .1; about 1,900 answers, standard error .03.
    assert worth == pytest.approx([0.5, 0.3, 0.2, 0.15, 0.1], abs=0.1)
    assert worth.argmax() == 0


def test_a_late_complaint_weighs_on_the_relationship(sample: Sample):
    cases = sample("complaints").query("kind == 'complaint'")
    cases = cases.assign(late_from=cases.opened_at + pd.Timedelta(days=5))
    cases = cases[~(cases.resolved_at <= cases.late_from) & cases.closed_at.isna()][["customer_id", "late_from"]]
    answers = sample("survey_answers").query("touchpoint == 'relationship'")
    joined = answers.merge(cases, on="customer_id")
    gap = joined.answered_at - joined.late_from
    hurt = joined.answer_id[(gap > pd.Timedelta(0)) & (gap < pd.Timedelta(days=180))].unique()

    means = answers.groupby(answers.answer_id.isin(hurt)).satisfaction.agg(["mean", "count"])

    assert means.loc[True, "count"] > 100
    assert means.loc[False, "mean"] - means.loc[True, "mean"] > 0.5


def test_the_index_rises_slightly_and_nps_lies_where_a_good_retailers_lies(sample: Sample):
    answers = sample("survey_answers").query("touchpoint == 'relationship'")
    years = answers.groupby((answers.answered_at - pd.Timedelta(days=304)).dt.year)

    indexes = [index(group) for _, group in years]

    assert len(indexes) == 3
    assert indexes[0] < indexes[1] < indexes[2] + 0.5
    assert all(72 < value < 80 for value in indexes)
    assert 30 < nps(answers) < 45
