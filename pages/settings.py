"""Settings: the rules that numbers depend on, since when they hold, and what a change would do."""

from pages._parts import page, rule_history, rules_of_people, rules_of_targets, rules_of_tiers, rules_of_time
from pages._parts import rules_of_values as values

view = page.plain("settings")
page.sections(
    view,
    "settings",
    general=values.general,
    satisfaction=values.satisfaction,
    promises=rules_of_time.draw,
    tiers=rules_of_tiers.draw,
    targets=rules_of_targets.draw,
    privacy=rules_of_people.draw,
    staff=values.staff,
    history=rule_history.draw,
)
