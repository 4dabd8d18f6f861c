-- Every figure that a later report prints otherwise: each edition that differs, beside the edition before it.
with printed_again as (
    select distinct figure_key
    from {{ ref('core__figure') }}
    where not is_served
),

edition as (
    -- Of each report the print that it would be served by; a lost number restates nothing.
    select
        f.*,
        r.edition_date,
        row_number() over (
            partition by f.figure_key, f.report_id order by {{ edition_order("f", "r", "t") }}
        ) as print_number
    from {{ ref('core__figure') }} as f
    inner join printed_again as a on f.figure_key = a.figure_key
    inner join {{ ref('core__report') }} as r on f.report_id = r.report_id
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where f.value_status <> 'illegible'
),

numbered as (
    select
        *,
        row_number() over (partition by figure_key order by edition_date asc, report_id asc) as edition_number
    from edition
    where print_number = 1
)

select
    later.figure_key,
    later.organisation_id,
    later.metric_id,
    later.area_id,
    later.period_id,
    earlier.figure_id as earlier_figure_id,
    earlier.report_id as earlier_report_id,
    earlier.document_line as earlier_document_line,
    earlier.value_printed as earlier_value_printed,
    earlier.qualifier as earlier_qualifier,
    earlier.value as earlier_value,
    later.figure_id as later_figure_id,
    later.report_id as later_report_id,
    later.document_line as later_document_line,
    later.value_printed as later_value_printed,
    later.qualifier as later_qualifier,
    later.value as later_value,
    cast(later.value - earlier.value as decimal(18, 4)) as difference
from numbered as later
inner join numbered as earlier
    on later.figure_key = earlier.figure_key and later.edition_number = earlier.edition_number + 1
where
    later.value is distinct from earlier.value
    or later.value_low is distinct from earlier.value_low
    or later.value_high is distinct from earlier.value_high
    or later.qualifier <> earlier.qualifier
