-- The printed metrics that a metric is the sum of: itself, or what its formula adds up ("a + b", "a with kind x").
with recursive operand as (
    select
        metric_id,
        trim(leading '-' from operand) as operand,
        case when operand like '-%' then -1 else 1 end as coefficient
    from (
        select metric_id, {{ split_rows("replace(formula, ' - ', ' + -')", " + ") }} as operand
        from {{ ref('core__metric') }}
        -- Products, quotients and shares of a whole are no sums.
        where not {{ matches("formula", ".*([*/(]|of the whole).*") }}
    ) as part
),

summand as (
    select
        metric_id,
        metric_id as summand_metric_id,
        cast(null as varchar) as breakdown_id,
        cast(null as varchar) as category_id,
        1 as coefficient
    from {{ ref('core__metric') }}
    union all
    select
        s.metric_id,
        split_part(o.operand, ' ', 1),
        coalesce(nullif(split_part(o.operand, ' ', 3), ''), s.breakdown_id),
        coalesce(nullif(split_part(o.operand, ' ', 4), ''), s.category_id),
        s.coefficient * o.coefficient
    from summand as s
    inner join operand as o on s.summand_metric_id = o.metric_id
)

select metric_id, summand_metric_id, breakdown_id, category_id, cast(coefficient as integer) as coefficient
from summand as s
where not exists (select 1 from operand as o where s.summand_metric_id = o.metric_id)
