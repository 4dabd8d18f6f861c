-- Reasons that are about no figure of their report: a word that nobody knows, or a figure that is not there. Each names
-- what may have been meant.
{% set columns = {"metric": 2, "area": 3, "breakdown": 8, "category": 9} -%}
with unknown as (
    {% for dimension, column in columns.items() -%}
    select
        report_id, file, row_number, {{ column }} as column_number, '{{ dimension }}' as dimension,
        {{ dimension }}_said as label,
        {{ "breakdown_id" if dimension == "category" else "cast(null as string)" }} as breakdown_id
    from {{ ref('staging__reason') }}
    where
        {{ dimension }}_said is not null
        and {{ dimension }}_id is null
        {{- " and breakdown_id is not null" if dimension == "category" }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- What the figures of the report are about: one of these was meant.
printed as (
    select distinct report_id, 'metric' as dimension, cast(null as string) as breakdown_id, metric_id as id
    from {{ ref('staging__cell') }}
    union
    select distinct report_id, 'area', null, area_id from {{ ref('staging__cell') }}
    union
    select distinct report_id, 'breakdown', null, breakdown_id from {{ ref('staging__cell') }}
    union
    select distinct report_id, 'category', breakdown_id, category_id from {{ ref('staging__cell') }}
),

called as (
    select dimension, breakdown_id, label, id from {{ ref('staging__alias') }}
    union
    select 'metric', null, label, metric_id from {{ ref('staging__metric_name') }}
),

alike_label as (
    select
        u.report_id, u.file, u.row_number, u.column_number,
        p.id,
        {{ edit_distance(normal_label("u.label"), "c.label") }} as distance
    from unknown as u
    inner join printed as p
        on
            u.report_id = p.report_id
            and u.dimension = p.dimension
            and coalesce(u.breakdown_id, '') = coalesce(p.breakdown_id, '')
    inner join called as c
        on
            p.dimension = c.dimension
            and p.id = c.id
            and coalesce(p.breakdown_id, '') = coalesce(c.breakdown_id, '')
    where {{ is_near(normal_label("u.label"), "c.label") }}
),

near as (
    select report_id, file, row_number, column_number, id as near_id
    from (
        select
            *,
            row_number() over (
                partition by report_id, file, row_number, column_number order by distance, id
            ) as choice
        from alike_label
    ) as chosen
    where choice = 1
),

known as (
    select
        q.*,
        coalesce(q.breakdown_id || '=' || q.category_id, '') as part
    from {{ ref('staging__reason') }} as q
    where
        q.metric_id is not null
        and q.area_id is not null
        and q.period_id is not null
        and (q.breakdown_said is null or (q.breakdown_id is not null and q.category_id is not null))
        -- Of a file that cannot be read nobody knows which figures it has.
        and not exists (select 1 from {{ source('raw', 'problem') }} as p where q.report_id = p.report_id)
),

result as (
    select
        report_id,
        organisation_id,
        metric_id,
        area_id,
        period_id,
        coalesce(breakdown_id || '=' || category_id, '') as part,
        coalesce('by ' || breakdown_id || ' ' || category_id, 'as a whole') as part_in_words
    from {{ ref('staging__cell') }}
    where kind = 'realised'
),

missing as (
    select
        q.*,
        row_number() over (order by q.file, q.row_number) as position
    from known as q
    left join result as c
        on
            q.report_id = c.report_id
            and q.organisation_id = c.organisation_id
            and q.metric_id = c.metric_id
            and q.area_id = c.area_id
            and q.period_id = c.period_id
            and q.part = c.part
    where c.report_id is null
),

-- The results of the same metric, and in what each differs from the one that is named. Where hundreds are missing it is
-- no slip, and not all are looked at.
alike as (
    select
        q.position,
        c.report_id,
        c.organisation_id,
        c.area_id,
        c.period_id,
        c.part_in_words,
        q.report_id = c.report_id and q.organisation_id = c.organisation_id as is_own,
        q.organisation_id = c.organisation_id as is_of_organisation,
        q.area_id = c.area_id as is_area,
        q.period_id = c.period_id as is_period,
        q.part = c.part as is_part
    from missing as q
    inner join result as c on q.metric_id = c.metric_id
    where q.position <= 200
),

found as (
    select
        position,
        {{ listed("period_id", "is_own and is_area and is_part") }} as periods,
        {{ listed("area_id", "is_own and is_period and is_part") }} as areas,
        {{ listed("part_in_words", "is_own and is_area and is_period") }} as parts,
        {{ listed("concat_ws('', area_id, ' over ', period_id)", "is_own and is_part") }} as places,
        {{ listed("report_id", "is_of_organisation and is_area and is_period and is_part") }} as reports,
        {{ listed("organisation_id", "not is_of_organisation and is_area and is_period and is_part") }}
            as organisations
    from alike
    group by position
)

select
    u.report_id, '' as table_id, u.file, u.row_number, u.column_number, u.label as text,
    concat_ws(
        '', 'the reason is about the ', u.dimension, ' "', u.label, '", which nobody knows',
        case when n.near_id is not null then concat_ws('', '; did you mean ', n.near_id, '?') end
    ) as message,
    'Write it as the figure that it explains has it, by its id or its name.' as next_step
from unknown as u
left join near as n
    on
        u.report_id = n.report_id
        and u.file = n.file
        and u.row_number = n.row_number
        and u.column_number = n.column_number

union all

select report_id, '', file, row_number, 4, period_said, period_fault, period_step
from {{ ref('staging__reason') }}
where period_id is null

union all

select
    q.report_id, '', q.file, q.row_number,
    case
        when f.periods is not null then 4
        when f.areas is not null then 3
        else 2
    end,
    concat_ws(' ', q.metric_said, q.area_said, q.breakdown_said, q.category_said, q.period_said),
    concat_ws(
        '', 'the reason is about ', q.metric_id, ' of ', q.area_id,
        case when q.category_id is not null then concat_ws('', ', ', q.breakdown_id, ' ', q.category_id, ',') end,
        ' over ', q.period_id, ', and the report has no such figure',
        case
            when f.periods is not null then concat_ws('', '; it has it over ', f.periods)
            when f.areas is not null then concat_ws('', '; it has it of ', f.areas)
            when f.parts is not null then concat_ws('', '; it has it ', f.parts)
            when f.places is not null then concat_ws('', '; it has it of ', f.places)
            when f.reports is not null then concat_ws('', '; that is in ', f.reports)
            when f.organisations is not null then concat_ws('', '; only reports of ', f.organisations, ' have it')
        end
    ),
    case
        when f.reports is not null and coalesce(f.periods, f.areas, f.parts, f.places) is null
            then 'Put the reason into the folder of that report if it explains the figure, or take it out.'
        else
            'Correct metric, area, period or category so that they are those of a figure of this report, or take the '
            || 'reason out.'
    end
from missing as q
left join found as f on q.position = f.position
