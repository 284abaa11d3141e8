"""Filters, ``by`` and labels lead to columns that exist."""

from crm_core import schema
from crm_core.schema import dimensions


def columns(table):
    return set(schema.TABLES[table].column_names)


def test_every_way_to_a_dimension_leads_over_columns_that_exist():
    for dimension in dimensions.DIMENSIONS.values():
        for fact, ways in dimension.paths.items():
            for way in ways:
                if not way.table:
                    assert way.column in columns(fact), (dimension.name, fact)
                else:
                    assert way.key in columns(fact), (dimension.name, fact)
                    assert {way.table_key, way.column} <= columns(way.table), (dimension.name, fact)
                    assert schema.TABLES[way.table].key == (way.table_key,) or dimension.derived


def test_facts_are_tables_with_a_moment():
    assert all(schema.LOADED[fact].happened for fact in dimensions.FACTS)
    assert {fact for dimension in dimensions.DIMENSIONS.values() for fact in dimension.paths} <= set(dimensions.FACTS)


def test_region_and_country_are_the_customers_and_store_region_the_stores():
    region, store_region = dimensions.DIMENSIONS["region"], dimensions.DIMENSIONS["store_region"]

    assert region.path("complaints") == (dimensions.Path("region", "customer_id", "customers", "customer_id"),)
    assert region.path("customers") == (dimensions.Path("region"),)
    assert store_region.path("purchases") == (dimensions.Path("region", "store_id", "stores", "store_id"),)
    assert store_region.path("customers") == ()


def test_a_team_is_the_one_on_the_case_and_only_then_the_staff_members():
    team = dimensions.DIMENSIONS["team"]

    of_staff = dimensions.Path("team", "staff_id", "staff", "staff_id")

    assert team.path("complaints") == (dimensions.Path("team"), of_staff)
    assert team.path("survey_answers") == (of_staff,)
    assert team.path("customers") == ()


def test_every_filter_is_a_dimension_under_one_of_four_headings():
    names = [field.name for field in dimensions.FILTERS]

    assert names[:4] == ["region", "country", "store_region", "store"]
    assert set(names) <= set(dimensions.DIMENSIONS)
    assert list(dict.fromkeys(field.group for field in dimensions.FILTERS)) == ["where", "who", "what", "more"]


def test_a_store_is_shown_by_its_name():
    labels = dimensions.DIMENSIONS["store"].labels

    assert (labels.table, labels.table_key, labels.column) == ("stores", "store_id", "name")
