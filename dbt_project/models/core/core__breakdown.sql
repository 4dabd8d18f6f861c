with plain as (
    -- Reports that name one name it alike.
    select
        breakdown_id,
        min(label_nl) as label_nl,
        min(label_en) as label_en,
        min(description) as description
    from {{ ref('staging__breakdown') }}
    group by breakdown_id
    union all
    select distinct c.breakdown_id, c.breakdown_id, c.breakdown_id, cast(null as string)
    from {{ ref('staging__category') }} as c
    where c.breakdown_id not in (select b.breakdown_id from {{ ref('staging__breakdown') }} as b)
),

crossed as (
    select distinct breakdown_id, one_breakdown_id, other_breakdown_id
    from {{ ref('core__crossed_category') }}
)

select breakdown_id, label_nl, label_en, description
from plain
union all
select
    x.breakdown_id,
    concat_ws('', one.label_nl, ' en ', {{ lower_first("other.label_nl") }}),
    concat_ws('', one.label_en, ' and ', {{ lower_first("other.label_en") }}),
    concat_ws('', 'Two breakdowns at once: ', x.one_breakdown_id, ' and ', x.other_breakdown_id, '.')
from crossed as x
inner join plain as one on x.one_breakdown_id = one.breakdown_id
inner join plain as other on x.other_breakdown_id = other.breakdown_id
