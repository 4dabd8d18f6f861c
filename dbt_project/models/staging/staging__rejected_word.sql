-- What a report file defines and must not: words that rest on nothing or on themselves, or mean another thing
-- elsewhere.
with recursive area_below as (
    select m.report_id, r.organisation, m.area_id, m.member_area_id, 0 as depth
    from {{ source('raw', 'area_member') }} as m
    inner join {{ source('raw', 'report') }} as r on m.report_id = r.report_id
    {{ union_in_recursion() }}
    select b.report_id, b.organisation, b.area_id, m.member_area_id, b.depth + 1
    from area_below as b
    inner join {{ ref('staging__area_member') }} as m
        on b.member_area_id = m.area_id and (m.organisation_id is null or b.organisation = m.organisation_id)
    where b.depth < {{ deepest() }}
),

-- What each area that a report defines is part of, to the top, as all reports of the organisation say it.
area_above as (
    select r.organisation, a.area_id, a.area_id as above_area_id, 0 as depth
    from {{ source('raw', 'area') }} as a
    inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    {{ union_in_recursion() }}
    select p.organisation, p.area_id, m.area_id, p.depth + 1
    from area_above as p
    inner join {{ ref('staging__area_member') }} as m
        on p.above_area_id = m.member_area_id and (m.organisation_id is null or p.organisation = m.organisation_id)
    where p.depth < {{ deepest() }}
),

-- The days of each area; what several say of one must agree.
area_days as (
    select
        area_id,
        max(kind) as kind,
        coalesce(max(valid_from), cast('0001-01-01' as date)) as first_day,
        coalesce(max(valid_until), cast('9999-12-31' as date)) as last_day
    from {{ ref('staging__area') }}
    group by area_id
),

area_of_city as (
    select distinct p.organisation, p.area_id, p.above_area_id as city_area_id, d.first_day, d.last_day
    from area_above as p
    inner join area_days as d on p.above_area_id = d.area_id
    where d.kind = 'city'
),

in_two_cities as (
    select
        one.organisation,
        one.area_id,
        min(one.city_area_id) as city_area_id,
        max(other.city_area_id) as other_city_area_id
    from area_of_city as one
    inner join area_of_city as other
        on
            one.organisation = other.organisation
            and one.area_id = other.area_id
            and one.city_area_id < other.city_area_id
            and one.first_day <= other.last_day
            and other.first_day <= one.last_day
    group by one.organisation, one.area_id
),

-- An area that another became must be there on the day after.
change_in_time as (
    select
        c.report_id,
        c.area_id,
        c.change,
        c.successor_area_id,
        {{ day_after("d.last_day") }} as changed_on,
        s.first_day,
        s.last_day
    from {{ source('raw', 'area_change') }} as c
    inner join area_days as d on c.area_id = d.area_id
    inner join area_days as s on c.successor_area_id = s.area_id
    where d.last_day < cast('9999-12-31' as date)
),

category_below as (
    select report_id, breakdown_id, part_of_category_id as category_id, category_id as part_id, 0 as depth
    from {{ source('raw', 'category') }}
    where part_of_category_id is not null
    {{ union_in_recursion() }}
    select b.report_id, b.breakdown_id, b.category_id, c.category_id, b.depth + 1
    from category_below as b
    inner join {{ ref('staging__category') }} as c
        on b.breakdown_id = c.part_of_breakdown_id and b.part_id = c.part_of_category_id
    where b.depth < {{ deepest() }}
),

{% set named = {
    "inflow_metric_id": "inflow", "outflow_metric_id": "outflow", "share_of_metric_id": "share_of",
    "part_metric_id": "part", "difference_of_metric_id": "difference_of", "growth_of_metric_id": "growth_of",
    "mean_of_metric_id": "mean_of"
} -%}
-- The metrics that the definition of another names, and by which key.
metric_named as (
    {% for column, key in named.items() -%}
    select report_id, metric_id, '{{ key }}' as key, {{ column }} as named_id
    from {{ source('raw', 'metric') }}
    where {{ column }} is not null
    union
    {% endfor -%}
    select report_id, metric_id, 'formula', {{ replace_all("addend", "^-?([0-9]+ [*] )?", "") }}
    from (
        select report_id, metric_id, {{ split_rows("replace(formula, ' - ', ' + -')", " + ") }} as addend
        from {{ source('raw', 'metric') }}
        where formula is not null
    ) as a
),

metric_needed as (
    select report_id, metric_id, key, named_id, 0 as depth from metric_named
    {{ union_in_recursion() }}
    select n.report_id, n.metric_id, n.key, m.named_id, n.depth + 1
    from metric_needed as n
    inner join metric_named as m on n.named_id = m.metric_id and n.report_id = m.report_id and n.key = m.key
    where n.depth < {{ deepest() }}
),

undefined as (
    select
        a.report_id, a.id,
        concat_ws('', 'the alias "', a.label, '" stands for the ', a.dimension, ' "', a.id, '"') as said
    from {{ source('raw', 'alias') }} as a
    where
        not exists (
            select 1 from {{ ref('staging__alias') }} as known
            where
                a.dimension = known.dimension
                and a.id = known.id
                and known.scope not in ('table', 'report')
                and coalesce(a.breakdown_id, '') = coalesce(known.breakdown_id, '')
        )
    union all
    select
        o.report_id, o.area_id,
        concat_ws('', 'organisation "', o.organisation_id, '" works in the area "', o.area_id, '"')
    from {{ source('raw', 'organisation') }} as o
    where not exists (select 1 from {{ ref('staging__area') }} as a where o.area_id = a.area_id)
    union all
    select m.report_id, m.area_id, concat_ws('', 'area "', m.member_area_id, '" is part of the area "', m.area_id, '"')
    from {{ source('raw', 'area_member') }} as m
    where not exists (select 1 from {{ ref('staging__area') }} as a where m.area_id = a.area_id)
    union all
    select
        c.report_id, c.successor_area_id,
        concat_ws('', '`', c.change, '` of the area "', c.area_id, '" names the area "', c.successor_area_id, '"')
    from {{ source('raw', 'area_change') }} as c
    where not exists (select 1 from {{ ref('staging__area') }} as a where c.successor_area_id = a.area_id)
    union all
    select
        c.report_id, c.part_of_category_id,
        concat_ws('', 'category "', c.category_id, '" is part of the category "', c.part_of_category_id, '"')
    from {{ source('raw', 'category') }} as c
    where
        c.part_of_category_id is not null
        and not exists (
            select 1 from {{ ref('staging__category') }} as known
            where c.breakdown_id = known.breakdown_id and c.part_of_category_id = known.category_id
        )
    union all
    select
        m.report_id, m.named_id,
        concat_ws('', '`', m.key, '` of the metric "', m.metric_id, '" names the metric "', m.named_id, '"')
    from metric_named as m
    where not exists (select 1 from {{ ref('staging__metric') }} as known where m.named_id = known.metric_id)
    union all
    {% for side in ["share_of", "part"] -%}
    select
        m.report_id, m.{{ side }}_category_id,
        concat_ws(
            '',
            '`{{ side }}_category` of the metric "', m.metric_id, '" names the category "', m.{{ side }}_category_id,
            '" of the breakdown "', m.{{ side }}_breakdown_id, '"'
        )
    from {{ source('raw', 'metric') }} as m
    where
        m.{{ side }}_category_id is not null
        and not exists (
            select 1 from {{ ref('staging__category') }} as known
            where m.{{ side }}_breakdown_id = known.breakdown_id and m.{{ side }}_category_id = known.category_id
        )
    union all
    {% endfor -%}
    -- A breakdown of a report's own needs no definition, but a table that uses it.
    select
        c.report_id, c.breakdown_id,
        concat_ws('', 'category "', c.category_id, '" belongs to the breakdown "', c.breakdown_id, '"')
    from {{ source('raw', 'category') }} as c
    where
        not exists (select 1 from {{ ref('staging__breakdown') }} as b where c.breakdown_id = b.breakdown_id)
        and not exists (
            select 1 from {{ source('raw', 'axis') }} as x
            where
                c.report_id = x.report_id
                and x.dimension in ('breakdown', 'crossed_breakdown')
                and c.breakdown_id = x.value
        )
        -- Of a table that could not be read nobody knows which breakdowns it uses.
        and not exists (
            select 1 from {{ source('raw', 'problem') }} as p
            where c.report_id = p.report_id and p.table_id is not null
        )
),

-- A team is in one city: with one id for two teams, the figures of both would be those of one. What is said in no city
-- is taken to be in that of its organisation; a larger area may be of several.
place as (
    select r.organisation, a.area_id, coalesce(c.city_area_id, o.area_id) as city_area_id
    from {{ source('raw', 'area') }} as a
    inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    left join {{ ref('staging__area_city') }} as c on a.report_id = c.report_id and a.area_id = c.area_id
    left join {{ ref('staging__organisation') }} as o on r.organisation = o.organisation_id
    where c.city_area_id is not null or a.kind in ('district', 'neighbourhood', 'team', 'team_without_area')
    union
    select '', area_id, city_area_id from {{ ref('staging__area_city') }} where report_id is null
),

-- Tiles as an organisation's reports and the seeds say them; another organisation has a map of its own.
tile as (
    select distinct
        p.organisation, p.city_area_id, a.area_id, a.kind, a.tile_row, a.tile_column, a.report_id, d.first_day,
        d.last_day
    from {{ ref('staging__area') }} as a
    left join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    inner join place as p on a.area_id = p.area_id and coalesce(r.organisation, '') = p.organisation
    inner join area_days as d on a.area_id = d.area_id
    where a.tile_row is not null
),

another_place as (
    select one.organisation, one.area_id, min(other.city_area_id) as other_city_area_id
    from place as one
    inner join place as other on one.area_id = other.area_id and one.organisation <> other.organisation
    where
        not exists (
            select 1
            from place as shared
            inner join place as also
                on shared.area_id = also.area_id and shared.city_area_id = also.city_area_id
            where
                one.organisation = shared.organisation
                and one.area_id = shared.area_id
                and other.organisation = also.organisation
        )
    group by one.organisation, one.area_id
),

another as (
    select a.report_id, a.area_id as id, 'area' as kind, concat_ws('', 'an area of ', p.other_city_area_id) as other
    from {{ source('raw', 'area') }} as a
    inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    inner join another_place as p on r.organisation = p.organisation and a.area_id = p.area_id
    union
    select a.report_id, a.area_id as id, 'area' as kind, concat_ws('', b.name, ' (', b.kind, ')') as other
    from {{ ref('staging__area') }} as a
    inner join {{ ref('staging__area') }} as b on a.area_id = b.area_id and (a.name <> b.name or a.kind <> b.kind)
    union
    -- What only one of two says of an area holds.
    select
        a.report_id, a.area_id, 'area',
        concat_ws(
            ', ', b.name
            {%- for column in ["code", "inhabitants", "valid_from", "valid_until", "tile_row", "tile_column"] %},
            case when a.{{ column }} <> b.{{ column }} then '{{ column }} ' || cast(b.{{ column }} as string) end
            {%- endfor %}
        )
    from {{ ref('staging__area') }} as a
    inner join {{ ref('staging__area') }} as b
        on
            a.area_id = b.area_id
            and (
                a.code <> b.code or a.inhabitants <> b.inhabitants
                or a.valid_from <> b.valid_from or a.valid_until <> b.valid_until
                or a.tile_row <> b.tile_row or a.tile_column <> b.tile_column
            )
    union all
    select a.report_id, a.organisation_id, 'organisation', concat_ws('', b.name, ', of ', b.area_id)
    from {{ ref('staging__organisation') }} as a
    inner join {{ ref('staging__organisation') }} as b
        on a.organisation_id = b.organisation_id and (a.name <> b.name or a.area_id <> b.area_id)
    union all
    select a.report_id, a.breakdown_id, 'breakdown', concat_ws('', b.label_nl, ' (', b.label_en, ')')
    from {{ ref('staging__breakdown') }} as a
    inner join {{ ref('staging__breakdown') }} as b
        on a.breakdown_id = b.breakdown_id and (a.label_nl <> b.label_nl or a.label_en <> b.label_en)
    union all
    select
        a.report_id, a.category_id, 'category',
        concat_ws(
            '', b.label_nl, ' (', b.label_en, ')',
            case
                when coalesce(a.part_of_category_id, '') <> coalesce(b.part_of_category_id, '')
                    then concat_ws(
                        '', ', ', 'part of ', coalesce(b.part_of_category_id, 'no other category'),
                        coalesce(', and not of ' || a.part_of_category_id, '')
                    )
            end
        )
    from {{ ref('staging__category') }} as a
    inner join {{ ref('staging__category') }} as b
        on
            a.breakdown_id = b.breakdown_id
            and a.category_id = b.category_id
            and (
                a.label_nl <> b.label_nl
                or a.label_en <> b.label_en
                or coalesce(a.part_of_category_id, '') <> coalesce(b.part_of_category_id, '')
            )
    union all
    select
        a.report_id, a.metric_id, 'metric',
        concat_ws(
            '', b.label_nl, ' (', b.label_en, '), ', {{ metric_difference("a", "b") }},
            ', by ', coalesce(b.report_id, 'dbt_project/seeds/seed__metric.csv')
        )
    from {{ ref('staging__metric') }} as a
    inner join {{ ref('staging__metric') }} as b
        on a.metric_id = b.metric_id and a.report_id is distinct from b.report_id
    where {{ metric_difference("a", "b") }} <> ''
)

select
    report_id,
    id as text,
    concat_ws('', said, ', and nobody defined that') as message,
    'Correct it, or define it under `define` in report.yml or in dbt_project/seeds.' as next_step
from undefined

union all

select
    report_id, id,
    concat_ws('', kind, ' "', id, '" is defined elsewhere as another: ', other),
    'Use another id under `define`, or say there what is said elsewhere.'
from another
where report_id is not null

union all

select distinct
    report_id, area_id,
    concat_ws('', 'the area "', area_id, '" is part of itself, over `part_of`'),
    'Say under `define` in report.yml which area is the larger one.'
from area_below
where area_id = member_area_id

union all

select
    a.report_id, a.area_id,
    concat_ws(
        '',
        'the area "', a.area_id, '" is part of two cities at once: "', t.city_area_id, '" and "', t.other_city_area_id,
        '"'
    ),
    'Say under `define` which one it is in, or with `valid` until when each city was there.'
from {{ source('raw', 'area') }} as a
inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
inner join in_two_cities as t on r.organisation = t.organisation and a.area_id = t.area_id

union all

select
    report_id, area_id,
    concat_ws(
        '', 'the area "', area_id, '" is said to be `', change, '` "', successor_area_id, '" on ',
        cast(changed_on as string), ', and that area is not there then: it ',
        case
            when changed_on < first_day then concat_ws('', 'begins on ', cast(first_day as string))
            else concat_ws('', 'ends on ', cast(last_day as string))
        end
    ),
    'Correct `valid` of one of the two under `define`, or name the area that it became.'
from change_in_time
where changed_on not between first_day and last_day

union all

select
    m.report_id, m.unit,
    concat_ws('', 'the metric "', m.metric_id, '" is counted in "', m.unit, '", and nobody knows that unit'),
    concat_ws(
        '', 'Say one of these: ',
        (select {{ joined("u.unit", ", ", "u.unit") }} from {{ ref('seed__unit') }} as u), '.'
    )
from {{ source('raw', 'metric') }} as m
where not exists (select 1 from {{ ref('seed__unit') }} as u where m.unit = u.unit)

union all

select distinct
    report_id, metric_id,
    concat_ws('', 'the metric "', metric_id, '" is said by itself, over `', key, '`'),
    'Say under `define`, `metrics` in report.yml what it is made of.'
from metric_needed
where metric_id = named_id

union all

select distinct
    report_id, category_id,
    concat_ws('', 'the category "', category_id, '" is part of itself, over `part_of`'),
    'Say under `define` in report.yml which category is the larger one.'
from category_below
where category_id = part_id

union all

-- Areas of one kind that are there at the same time.
select
    one.report_id, one.area_id,
    concat_ws(
        '', 'the areas "', one.area_id, '" and "', min(other.area_id), '" stand on one tile: [',
        cast(one.tile_row as string), ', ', cast(one.tile_column as string), ']'
    ),
    'Say another `tile` of one of the two under `define`.'
from tile as one
inner join tile as other
    on
        one.city_area_id = other.city_area_id
        and one.kind = other.kind
        and one.tile_row = other.tile_row
        and one.tile_column = other.tile_column
        and one.area_id <> other.area_id
        and (one.organisation = other.organisation or other.organisation = '')
        and one.first_day <= other.last_day
        and other.first_day <= one.last_day
where one.report_id is not null
group by one.report_id, one.area_id, one.tile_row, one.tile_column
