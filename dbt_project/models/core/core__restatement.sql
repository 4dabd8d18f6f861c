-- Every figure that a later report prints otherwise: each edition that differs, beside the edition before it.
with edition as (
    select f.*, c.edition_number
    from {{ ref('core__figure') }} as f
    inner join {{ ref('quality__checked_figure') }} as c on f.figure_id = c.figure_id
    -- A lost or withheld number restates nothing, and of several prints in one report only one is its edition.
    where c.is_printed_again and c.edition_number is not null and f.value_status <> 'suppressed'
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
    earlier.is_provisional as earlier_is_provisional,
    later.figure_id as later_figure_id,
    later.report_id as later_report_id,
    later.document_line as later_document_line,
    later.value_printed as later_value_printed,
    later.qualifier as later_qualifier,
    later.value as later_value,
    cast(later.value - earlier.value as decimal(18, 4)) as difference
from edition as later
inner join edition as earlier
    on later.figure_key = earlier.figure_key and later.edition_number = earlier.edition_number + 1
where
    later.value is distinct from earlier.value
    or later.value_low is distinct from earlier.value_low
    or later.value_high is distinct from earlier.value_high
    or later.qualifier <> earlier.qualifier
