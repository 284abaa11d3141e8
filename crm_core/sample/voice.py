"""Ideas, votes and comments of the sample, and the published benchmarks."""

from __future__ import annotations

import duckdb

STATEMENTS: tuple[str, ...] = (
    """
    create table thoughts as
    select i, 1 + floor(u(i, 'thinker') * getvariable('customers'))::BIGINT as c,
           the_start() + seconds(86400 * 1094 * pow(u(i, 'thought'), .8)) as posted, i % 15 = 0 as repeated,
           1 + floor(u(i, 'about') * 60)::INT as product, u(i, 'fate') as fate
    from range(1, getvariable('ideas') + 1) r(i)
    """,
    """
    create table board as
    select t.*, p.language, row_number() over (order by posted, i) as n,
           case when age > interval 60 days and fate < .09 then 'completed'
                when age > interval 40 days and fate < .16 then 'started'
                when age > interval 20 days and fate < .3 then 'planned'
                when age > interval 30 days and fate > .85 then 'declined' else 'open' end as state,
           case language when 'zh' then spin('ideas_zh', u(i, 'idea')) when 'fa' then spin('ideas_fa', u(i, 'idea'))
                else spin('ideas_en', u(i, 'idea')) end as title
    from (select *, the_end() - posted as age from thoughts) t join people p using (c)
    """,
    """
    create table merged as
    select *, if(repeated and n > 1, greatest(1, n - 1 - floor(u(i, 'of') * 20)::BIGINT), null) as original,
           case when repeated and n > 1 then 'duplicate' else state end as status
    from board
    """,
    """
    create table csv.ideas as
    select code('D', e.n, 4) as idea_id, code('C', e.c, 5) as customer_id, e.posted as posted_at, e.title,
           case e.language when 'zh' then e.title || '，这样会更方便。'
                when 'fa' then e.title || '؛ این‌طور راحت‌تر است.'
                else e.title || '. It would make ' || g.name || ' easier to live with.' end as body,
           if(e.original is not null and first.status = 'duplicate', 'declined', e.status) as status,
           code('D', if(first.status <> 'duplicate', e.original, null), 4) as duplicate_of,
           case e.status when 'planned' then 'Thank you, we plan it for next year.'
                when 'started' then 'We have begun.' when 'completed' then 'It is there since this month.'
                when 'declined' then 'We looked into it and will not do it.' end as reply,
           if(e.status = 'open', null, code('E', 151 + e.n % 2, 3)) as curated_by,
           if(e.status = 'open', null, least(e.posted + seconds(86400 * (3 + 17 * u(e.i, 'curated'))),
                                             the_end() - interval 1 hour)) as curated_at
    from merged e join goods g on g.n = e.product left join merged first on first.n = e.original order by e.n
    """,
    """
    create table votes as
    select distinct on (n, c) n, c, voted
    from (select b.n, v, 1 + floor(u(b.i * 1000 + v, 'voter') * getvariable('customers'))::BIGINT as c,
                 b.posted + seconds(wait(b.i * 1000 + v, 'voted', 86400 * 25)) as voted
          from board b, range(1, 200) r(v) where v <= wait(b.i, 'fame', 9))
    where voted < the_end() order by n, c, voted
    """,
    """
    create table csv.idea_votes as
    select code('D', n, 4) as idea_id, code('C', c, 5) as customer_id, voted as voted_at
    from votes order by voted, n, c
    """,
    """
    create table csv.idea_comments as
    select code('B', row_number() over (order by said, n, c), 5) as comment_id, code('D', n, 4) as idea_id,
           code('C', c, 5) as customer_id, said as posted_at,
           case language when 'zh' then spin('remarks_zh', u(c, 'remark')) when 'fa' then spin('remarks_fa',
               u(c, 'remark'))
                else spin('remarks_en', u(c, 'remark')) end as body
    from (select *, voted + seconds(60 + wait(n * 100000 + c, 'said', 90000)) as said from votes)
        join people using (c)
    where u(n * 100000 + c, 'comments') < .2 and said < the_end() order by said, n, c
    """,
)
"""Statements in their order."""

WHEELS: dict[str, tuple[object, ...]] = {
    "remarks_en": (
        "I would use that.",
        "Yes please.",
        "Only if it costs nothing more.",
        "My mother needs this.",
        "Good idea.",
    ),
    "remarks_zh": ("支持！", "我也需要。", "好主意。"),
    "remarks_fa": ("موافقم.", "من هم لازم دارم.", "ایده خوبی است."),
}
"""Lists to draw from, by their name in the generator."""

ACSI_INDUSTRY = "Personal computers"
ACSI_MARGIN = 3.0
"""Published margin of error of a company's score, in points."""

ACSI: tuple[tuple[int, str, int], ...] = (
    (2004, "Apple", 81), (2004, "Dell", 79), (2004, "Gateway", 74), (2004, "HP", 71),
    (2006, ACSI_INDUSTRY, 77), (2006, "Apple", 83), (2006, "Dell", 78),
    (2007, ACSI_INDUSTRY, 75), (2007, "Apple", 79), (2007, "HP", 76),
    (2008, ACSI_INDUSTRY, 74), (2008, "Apple", 85), (2008, "Dell", 75), (2008, "HP", 73),
    (2009, ACSI_INDUSTRY, 75), (2009, "Apple", 84), (2009, "Dell", 75), (2009, "HP", 74),
    (2010, ACSI_INDUSTRY, 78), (2010, "Apple", 86), (2010, "Dell", 77), (2010, "HP", 77), (2010, "Acer", 77),
    (2011, ACSI_INDUSTRY, 78), (2011, "Apple", 87), (2011, "HP", 78), (2011, "Dell", 77), (2011, "Lenovo", 77),
)  # fmt: skip
"""Scores as the American Customer Satisfaction Index published them; 2005 is not known: a gap, not a guess."""


def benchmarks(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the published figures, the only real ones in the sample."""
    connection.execute("create table acsi (year INT, company TEXT, score INT)")
    connection.executemany("insert into acsi values (?, ?, ?)", list(ACSI))
    connection.execute(
        """
        create table csv.benchmarks as
        select company, $industry as industry, 'United States' as country, 'acsi' as metric, make_date(year, 1,
            1) as period_start,
               make_date(year, 12, 31) as period_end, score as value, 'points 0-100' as unit,
               if(company = $industry, null, $margin) as margin,
               'American Customer Satisfaction Index, personal computers, ' || year as citation
        from acsi order by year, company
        """,
        {"industry": ACSI_INDUSTRY, "margin": ACSI_MARGIN},
    )
