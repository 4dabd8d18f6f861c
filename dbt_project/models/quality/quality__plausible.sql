{#- So many times as large or as small as the nearest other is too much; and so many others it takes to say so. #}
{% set too_far = 100 -%}
{% set enough_others = 3 -%}
-- What may have been read on another scale: the figure farthest in size from the one nearest to it, and every other
-- that is too far; and each column of percentages with decimals. One row per identity, with the figure that it speaks
-- of and the other reading of it.
with sized as (
    select
        f.figure_id,
        f.figure_key,
        f.organisation_id,
        f.metric_id,
        f.unit,
        a.kind as area_kind,
        f.grain,
        f.value,
        cast(abs(f.value) as double) as size
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('core__area') }} as a on f.area_id = a.area_id
    -- One edition of each: that a figure agrees with another print of itself says nothing of its size.
    where f.is_served and f.value <> 0
),

-- In the order of size, the nearest is the one before or the one behind.
beside as (
    select
        *,
        lag(size) over series as below,
        lead(size) over series as above,
        count(*) over (partition by organisation_id, metric_id, unit, area_kind, grain) - 1 as others
    from sized
    window series as (
        partition by organisation_id, metric_id, unit, area_kind, grain order by size
    )
),

nearest as (
    select
        *,
        case when above is null or size / below <= above / size then below else above end as nearest_size
    from beside
    where others >= {{ enough_others }}
),

far as (
    select
        *,
        row_number() over (
            partition by organisation_id, metric_id, unit, area_kind, grain
            order by greatest(size / nearest_size, nearest_size / size) desc, figure_key asc
        ) as place,
        greatest(size / nearest_size, nearest_size / size) >= {{ too_far }} as is_too_far
    from nearest
),

-- In a row of percentages beside each other, the row is the column.
percentage as (
    select
        f.figure_id,
        f.report_id,
        f.table_id,
        f.row_number,
        f.column_number,
        f.value,
        f.decimals,
        -- A percentage that prints its sign can be read in one way only.
        case when f.value_printed like '%!%%' escape '!' or f.value_printed like '%procent%' then 1 else 0 end
            as has_sign,
        count(*) over (partition by f.report_id, f.table_id, f.column_number) as in_column,
        count(*) over (partition by f.report_id, f.table_id, f.row_number) as in_row
    from {{ ref('core__figure') }} as f
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where f.unit = 'percent' and f.value is not null and not t.is_key_figures
),

in_line as (
    select
        *,
        concat(
            'plausible:', report_id, '/', table_id,
            case
                when in_column > 1 then concat('/c', cast(column_number as varchar))
                else concat('/r', cast(row_number as varchar))
            end
        ) as identity_id
    from percentage
    where in_column > 1 or in_row > 1
),

largest as (
    select
        *,
        row_number() over (partition by identity_id order by abs(value) desc, figure_id asc) as place,
        max(decimals) over (partition by identity_id) as most_decimals,
        max(has_sign) over (partition by identity_id) as some_sign
    from in_line
),

told as (
    select
        concat('plausible:', figure_key, case when nearest_size <= size then ':to' else ':from' end) as identity_id,
        figure_id,
        case when nearest_size <= size then 'to' else 'from' end as asks,
        nearest_size
    from far
    -- All others of its kind lie closer to their nearest than the farthest does.
    where place = 1 or is_too_far
    union all
    select identity_id, figure_id, 'column', cast(null as double)
    from largest
    where place = 1 and most_decimals > 0 and some_sign = 0 and value <> 0
)

select
    t.identity_id,
    t.figure_id,
    t.asks,
    t.nearest_size,
    {{ too_far }} as too_far,
    -- The power of ten that brings it nearest to the other; "4.125" is four and an eighth if "." is a decimal mark.
    cast(f.value as double) * power(10, case
        when t.asks = 'column' then 2
        when t.asks = 'to' and {{ matches("f.value_printed", "-?[0-9]{1,3}[.][0-9]{3}") }} then -3
        else round(log10(t.nearest_size / cast(abs(f.value) as double)))
    end) as other_reading
from told as t
inner join {{ ref('core__figure') }} as f on t.figure_id = f.figure_id
