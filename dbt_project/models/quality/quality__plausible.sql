{{ config(materialized="table") }}

{#- So many times as large or as small as the nearest other is too much; and so many others it takes to say so. #}
{% set too_far = 100 -%}
{% set enough_others = 3 -%}
-- What may have been read on another scale: the figure farthest in size from the one nearest to it, and every other
-- that is too far; and each column of percentages with decimals. One row per identity, with the figure that it speaks
-- of and the other reading of it.
with kind as (
    -- Figures of one kind can be compared in size.
    select
        s.series_number,
        min(s.series_number) over (partition by s.organisation_id, s.metric_id, s.kind, a.kind) as kind_number
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__area') }} as a on s.area_id = a.area_id
    -- How far a result lies from its target may be anything.
    where not {{ is_distance("s") }}
),

sized as (
    select
        f.figure_number,
        k.kind_number,
        f.unit,
        f.grain,
        cast(abs(f.value) as double) as size
    from {{ ref('quality__checked_figure') }} as f
    inner join kind as k on f.series_number = k.series_number
    -- One edition of each: that a figure agrees with another print of itself says nothing of its size.
    where f.is_served and f.value <> 0
),

-- In the order of size, the nearest is the one before or the one behind.
beside as (
    select
        *,
        lag(size) over series as below,
        lead(size) over series as above
    from sized
    window series as (
        partition by kind_number, unit, grain order by size
    )
),

nearest as (
    select
        *,
        case when above is null or size / below <= above / size then below else above end as nearest_size
    from beside
),

measured as (
    select *, greatest(size / nearest_size, nearest_size / size) as times
    from nearest
),

-- Of each kind the one that lies farthest, if there are enough others.
farthest as (
    select kind_number, unit, grain, max(times) as times
    from measured
    group by kind_number, unit, grain
    having count(*) > {{ enough_others }}
),

far as (
    select
        f.figure_number,
        f.figure_key,
        m.size,
        m.nearest_size,
        row_number() over (
            partition by m.kind_number, m.unit, m.grain order by m.times desc, f.figure_key asc
        ) as place,
        m.times >= {{ too_far }} as is_too_far
    from measured as m
    inner join farthest as t
        on m.kind_number = t.kind_number and m.unit is not distinct from t.unit and m.grain = t.grain
    inner join {{ ref('quality__checked_figure') }} as f on m.figure_number = f.figure_number
    where m.times = t.times or m.times >= {{ too_far }}
),

-- In a row of percentages beside each other, the row is the column.
percentage as (
    select
        f.figure_id,
        f.report_id,
        f.table_id,
        f.row_number,
        f.column_number,
        abs(f.value) as size,
        f.decimals,
        -- A percentage that prints its sign, or whose scale is said, can be read in one way only.
        case
            when f.scale <> 1 or f.value_printed like '%!%%' escape '!' or f.value_printed like '%procent%' then 1
            else 0
        end as is_certain
    from {{ ref('core__figure') }} as f
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where f.unit = 'percent' and f.value is not null and not t.is_key_figures
),

{% for line in ["column", "row"] -%}
in_{{ line }} as (
    select report_id, table_id, {{ line }}_number, count(*) as cells
    from percentage
    group by report_id, table_id, {{ line }}_number
),

{% endfor -%}
in_line as (
    select
        p.*,
        case
            when c.cells > 1 then concat_ws('', '/c', cast(p.column_number as string))
            else concat_ws('', '/r', cast(p.row_number as string))
        end as line
    from percentage as p
    inner join in_column as c
        on p.report_id = c.report_id and p.table_id = c.table_id and p.column_number = c.column_number
    inner join in_row as r
        on p.report_id = r.report_id and p.table_id = r.table_id and p.row_number = r.row_number
    where c.cells > 1 or r.cells > 1
),

line as (
    select report_id, table_id, line, max(size) as largest_size
    from in_line
    group by report_id, table_id, line
    having max(size) > 0 and max(decimals) > 0 and max(is_certain) = 0
),

largest as (
    select l.report_id, l.table_id, l.line, min(i.figure_id) as figure_id
    from line as l
    inner join in_line as i
        on
            l.report_id = i.report_id
            and l.table_id = i.table_id
            and l.line = i.line
            and l.largest_size = i.size
    group by l.report_id, l.table_id, l.line
),

told as (
    select
        figure_number as about_number,
        case when nearest_size <= size then ':to' else ':from' end as about,
        figure_number,
        case when nearest_size <= size then 'to' else 'from' end as asks,
        nearest_size
    from far
    -- All others of its kind lie closer to their nearest than the farthest does.
    where place = 1 or is_too_far
    union all
    select
        cast(null as integer), concat_ws('', l.report_id, '/', l.table_id, l.line), f.figure_number, 'column',
        cast(null as double)
    from largest as l
    inner join {{ ref('quality__checked_figure') }} as f on l.figure_id = f.figure_id
)

select
    t.about_number,
    t.about,
    t.figure_number,
    t.asks,
    t.nearest_size,
    {{ too_far }} as too_far,
    -- The power of ten that brings it nearest to the other; "4.125" is four and an eighth if "." is a decimal mark.
    cast(p.value as double) * power(10, case
        when t.asks = 'column' then 2
        when t.asks = 'to' and {{ matches("p.value_printed", "-?[0-9]{1,3}[.][0-9]{3}") }} then -3
        else round(log10(t.nearest_size / cast(abs(p.value) as double)))
    end) as other_reading
from told as t
inner join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
inner join {{ ref('core__figure') }} as p on f.figure_id = p.figure_id
